import type { AttemptOptions } from "../browser/attempt.ts";
import type { Kit } from "../kit.ts";
import { isStress, type Cell, type Verdict } from "./cell.ts";
import { tokenPathOf } from "./identity.ts";
import { failed, judges } from "./judge.ts";
import { loginOf } from "./login-of.ts";
import { judgeStress } from "./stress.ts";
import { tryClient, type Trial } from "./try-client.ts";

export interface CellContext extends Pick<Trial, "url" | "identity" | "login" | "forPrograms"> {
  /** A tool that tells who is signed in. */
  tool: string;
  kit: Pick<Kit, "github" | "loseAnswers" | "firstTokenRefusal">;
  /** Whether the same client gets a token who approves. */
  canApprove: boolean;
  /** Called when the client holds a token. */
  onLetIn: () => void;
  /** Lets GitHub's clock go on until every code it has given is dead. */
  letCodeExpire: () => void;
}

/** Lets a new client sign in as a cell says, and judges what became of it. */
export async function runCell(cell: Cell, context: CellContext): Promise<Verdict> {
  const { tool, login, kit, url } = context;
  let hasExpired = false;
  const letCodeExpire = () => {
    hasExpired = true;
    context.letCodeExpire();
  };
  const person = personOf(cell.ending, { url, letCodeExpire });
  const trial = { ...cell, ...context, person };
  const came = new Set<string>();
  kit.github.takeRefusals(login);
  const verdict = await tryClient(
    { ...trial, onClient: (id) => void came.add(id) },
    async ({ client, use, attempts }) => {
      const whoami = async () => loginOf(await use(tool));
      const evidence = { client, whoami, attempts, login, canApprove: context.canApprove };
      const { ending, client: name } = cell;
      if (!isStress(ending)) {
        const judged = await judges[ending](evidence).catch(failedBy);
        if ((await client.mcpAccessToken()) !== undefined) context.onLetIn();
        return judged;
      }
      return judgeStress(ending, { ...evidence, name, kit, tokenPath: await tokenPathOf(url) });
    },
  ).catch(failedBy);
  if (verdict.status === "passed" && cell.ending === "expired" && !hasExpired)
    return failed("No code of GitHub's came back to expire.");
  if (verdict.status !== "failed") return verdict;
  // The client seldom tells, and neither does the Worker.
  const refusals = [...came].flatMap((id) => kit.firstTokenRefusal(id) ?? []);
  const gitHubs = [...new Set(kit.github.takeRefusals(login))].join(", ");
  return failed(
    [
      verdict.reason,
      ...refusals.map((each) => `Refused: ${each}`),
      gitHubs && `GitHub refused: ${gitHubs}`,
    ]
      .filter(Boolean)
      .join(" "),
  );
}

function failedBy(error: unknown): Verdict {
  return failed(error instanceof Error ? error.message : String(error));
}

function personOf(
  ending: Cell["ending"],
  { url, letCodeExpire }: Pick<CellContext, "url" | "letCodeExpire">,
): Partial<AttemptOptions> {
  switch (ending) {
    case "deny":
      return { act: "deny" };
    case "cancel":
      return { act: "cancel-at-github" };
    case "forged":
      return { act: "forge-form" };
    case "expired":
      return {
        beforeHop(next) {
          // GitHub's code comes back to the Worker, the Worker's own to the client: only the first one dies.
          const isGitHubs = next.url.origin === new URL(url).origin;
          if (isGitHubs && next.url.searchParams.has("code")) letCodeExpire();
        },
      };
    default:
      return {};
  }
}
