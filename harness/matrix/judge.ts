import { KitError } from "../../client/kit-error.ts";
import { redactText } from "../redact-text.ts";
import type { SignInAttempt } from "../browser/attempt.ts";
import type { Hop } from "../browser/hop.ts";
import type { EndingName, Verdict } from "./cell.ts";
import type { ClientUnderTest } from "./client-under-test.ts";

/** What there is to judge a sign-in by. */
export interface Evidence {
  readonly client: Pick<ClientUnderTest, "mcpAccessToken" | "spoilAccessToken">;
  readonly whoami: () => Promise<string>;
  /** How the browser fared, so far. */
  readonly attempts: readonly (Pick<SignInAttempt, "ending"> & Partial<SignInAttempt>)[];
  /** Who should be signed in. */
  readonly login: string;
  /** False where the same client is refused who approves. */
  readonly canApprove?: boolean | undefined;
}

type Judge = (evidence: Evidence) => Promise<Verdict>;

/** Lets the client do what an ending is about, and says whether it came out as it should. */
export const judges: Record<EndingName, Judge> = {
  approve: (evidence) => expectSignIn(evidence),

  async refresh(evidence) {
    const { client, whoami, attempts, login } = evidence;
    const before = await expectSignIn(evidence);
    if (before.status !== "passed") return before;
    await client.spoilAccessToken();
    const asked = attempts.length;
    const after = await expectLogin({ whoami, attempts, login });
    if (attempts.length > asked)
      return failed("The person was asked again when the access token had expired.");
    return after;
  },

  deny: (evidence) => expectRefusal(evidence, "access_denied"),
  cancel: (evidence) => expectRefusal(evidence, "access_denied"),
  // The person has refused nothing: the authorization server may say that it is in trouble.
  async expired(evidence) {
    const verdict = await expectRefusal(evidence);
    const provesNothing = verdict.status === "passed" && evidence.canApprove === false;
    return provesNothing ? failed(`${ALL_REFUSED} an expired code.`) : verdict;
  },

  async forged({ client, whoami, attempts, login, canApprove }) {
    const outcome = await outcomeOf({ whoami, login });
    const [attempt] = attempts;
    if (attempt === undefined) return failed(NO_BROWSER + outcome);
    if (canApprove === false && wentToGitHub(attempt.hops ?? []))
      return failed(`A form of another browser led on to GitHub. ${ALL_REFUSED} the form.`);
    // A Worker that breaks has refused nothing.
    const isRefused =
      attempt.ending.kind === "refused" ||
      (attempt.ending.kind === "stopped" && attempt.ending.status < 500);
    if (!isRefused)
      return failed(`A form of another browser was not refused: ${tell(attempt)}. ${outcome}`);
    return expectNoToken(client);
  },
};

const ALL_REFUSED = "Who approves is refused, too, so that a refusal says nothing of";
const NO_BROWSER = "The client opened no browser. ";

/** Whether what was sent last to the Worker led on to GitHub, and so was not refused there. */
function wentToGitHub(hops: readonly Hop[]): boolean {
  const sent = hops.findLastIndex((hop) => hop.pressed !== null && !isGitHubs(hop));
  return hops.slice(sent + 1).some(isGitHubs);
}

function isGitHubs({ url }: Hop): boolean {
  return new URL(url).hostname === "github.com";
}

/** The client signs in as a person who was asked. */
export async function expectSignIn({ whoami, attempts, login }: Evidence): Promise<Verdict> {
  const verdict = await expectLogin({ whoami, attempts, login });
  if (attempts.length > 0) return verdict;
  return failed(`Nobody was asked to sign in, and the tool answered "${login}" all the same.`);
}

/**
 * The client is told an error, and is left with nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1
 */
async function expectRefusal(
  { client, whoami, attempts, login }: Evidence,
  error?: string,
): Promise<Verdict> {
  const outcome = await outcomeOf({ whoami, login });
  const [attempt] = attempts;
  if (attempt === undefined) return failed(NO_BROWSER + outcome);
  const told = attempt.ending.kind === "refused" ? attempt.ending.error : undefined;
  if (told === undefined || told !== (error ?? told)) {
    const what = error === undefined ? "an error" : `"${error}"`;
    return failed(`The client was not told ${what}: ${tell(attempt)}. ${outcome}`);
  }
  return expectNoToken(client);
}

async function expectNoToken(client: Evidence["client"]): Promise<Verdict> {
  return (await client.mcpAccessToken()) !== undefined
    ? failed("The client holds an access token all the same.")
    : passed;
}

/** The client is in, or gets in, as who it should be. */
export async function expectLogin({
  whoami,
  attempts,
  login,
}: Pick<Evidence, "whoami" | "attempts" | "login">): Promise<Verdict> {
  const actual = await whoami().catch((error: unknown) => {
    const last = attempts.at(-1);
    if (last === undefined || last.ending.kind === "approved") throw error;
    // What the browser saw says more than the client does.
    return { failure: failed(`The sign-in ended otherwise: ${tell(last)}. ${wordsOf(error)}`) };
  });
  if (typeof actual !== "string") return actual.failure;
  return actual === login
    ? passed
    : failed(`It signed in as "${actual}", and should have as "${login}".`);
}

/** What a client that should not get in has to say. @throws {KitError} what the browser saw, where it came to no end */
async function outcomeOf({ whoami, login }: Pick<Evidence, "whoami" | "login">): Promise<string> {
  return whoami().then(
    (actual) => (actual === login ? "It signed in all the same." : `It signed in as "${actual}".`),
    (error: unknown) => {
      if (error instanceof KitError) throw error;
      return wordsOf(error);
    },
  );
}

function wordsOf(error: unknown): string {
  return `Its words: ${error instanceof Error ? error.message : String(error)}`;
}

/** A sentence goes on behind it. */
function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, "");
}

function tell(attempt: Evidence["attempts"][number]): string {
  const { ending, hops } = attempt;
  if (ending.kind === "refused") {
    const { error, errorDescription } = ending;
    return errorDescription ? `${error} (${withoutStop(errorDescription)})` : error;
  }
  if (ending.kind === "approved") return ["approved", ...pressedIn(hops ?? [])].join(", after ");
  const last = hops?.at(-1);
  const where = last ? ` at ${last.method} ${last.url}, sent: ${last.sent.form ?? "no form"}` : "";
  return `a page with status ${ending.status}${where}: ${withoutStop(ending.text)}`;
}

/** Without the choice of an account at GitHub, which is another one for each client. */
function pressedIn(hops: readonly Hop[]): string[] {
  return hops.flatMap(({ method, url, pressed }) =>
    pressed === null || new URL(url).pathname === "/session"
      ? []
      : [`"${pressed}" at ${method} ${url}`],
  );
}

/** Enough of a page to know it by, and its buttons. */
const longest = 700;

const passed: Verdict = { status: "passed", reason: null };

/** One line, without secrets: of the way there the last hop, and of addresses no query, in which every sign-in differs from others. */
export function failed(reason: string): Verdict {
  const lines = reason.split("\n");
  const hops = new Set(lines.filter((line) => /^ {2}(?:\d+\.|…) /.test(line)).slice(0, -1));
  const line = redactText(lines.filter((each) => !hops.has(each)).join(" "))
    .replaceAll(/(https?:\/\/[^\s?"]*)\?[^\s"]*/g, "$1?…")
    .replaceAll(/\s+/g, " ")
    .trim();
  return {
    status: "failed",
    reason: line.length > longest ? `${line.slice(0, longest)}…` : line,
  };
}
