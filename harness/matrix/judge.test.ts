import { test } from "vitest";
import { KitError } from "../../client/kit-error.ts";
import type { Ending } from "../browser/ending.ts";
import { hopOf } from "../browser/hop.ts";
import { endings, type EndingName } from "./cell.ts";
import { failed, judges, type Evidence } from "./judge.ts";

const approved: Ending = { kind: "approved" };
const stopped: Ending = { kind: "stopped", status: 400, text: "Sign-in cannot go on" };
const broken: Ending = { kind: "stopped", status: 500, text: "Internal Server Error" };
const serverError: Ending = {
  kind: "refused",
  error: "server_error",
  errorDescription: "Not today.",
  state: "s",
  iss: null,
};
const denied: Ending = { ...serverError, error: "access_denied" };

/** A client that signs in as octocat, unless something else is said. */
function evidence({
  ending = approved,
  login = "octocat",
  mcpAccessToken,
}: { ending?: Ending; login?: string | Error; mcpAccessToken?: string } = {}): Evidence {
  return {
    client: { mcpAccessToken: async () => mcpAccessToken, spoilAccessToken: async () => {} },
    whoami: async () => {
      if (login instanceof Error) throw login;
      return login;
    },
    attempts: [{ ending }],
    login: "octocat",
  };
}

const refused = new Error("access_denied: No.");
const right: Record<EndingName, Evidence> = {
  approve: evidence(),
  refresh: evidence(),
  deny: evidence({ ending: denied, login: refused }),
  cancel: evidence({ ending: denied, login: refused }),
  expired: evidence({ ending: denied, login: refused }),
  forged: evidence({ ending: stopped, login: new Error("It goes on waiting.") }),
};

test.for(endings)("passes %s that came out as it should", async (ending, { expect }) => {
  expect(await judges[ending](right[ending])).toEqual({ status: "passed", reason: null });
});

test.for([
  ["approve", evidence({ login: "hubot" }), 'signed in as "hubot"'],
  [
    "approve",
    evidence({ ending: stopped, login: new Error("It never came back.") }),
    "a page with status 400: Sign-in cannot go on. Its words: It never came back.",
  ],
  ["approve", evidence({ ending: serverError, login: refused }), "server_error (Not today)"],
  ["refresh", evidence({ ending: stopped, login: refused }), "a page with status 400"],
  ["approve", { ...evidence(), attempts: [] }, "Nobody was asked to sign in"],
  ["refresh", evidence({ login: "hubot" }), 'signed in as "hubot"'],
  ["deny", evidence(), 'not told "access_denied": approved. It signed in all the same.'],
  ["deny", { ...evidence({ login: refused }), attempts: [] }, "The client opened no browser."],
  ["deny", evidence({ ending: serverError, login: refused }), "server_error (Not today). Its"],
  [
    "deny",
    evidence({ ending: { ...serverError, errorDescription: null }, login: refused }),
    "server_error. Its words",
  ],
  [
    "cancel",
    evidence({ ending: denied, login: refused, mcpAccessToken: "held" }),
    "holds an access token",
  ],
  [
    "expired",
    evidence({ ending: stopped, login: refused }),
    "The client was not told an error: a page with status 400",
  ],
  ["forged", evidence(), "not refused: approved. It signed in all the same."],
  ["forged", evidence({ ending: broken, login: refused }), "a page with status 500"],
  ["forged", evidence({ ending: stopped, mcpAccessToken: "held" }), "holds an access token"],
] as const)("fails %s that came out otherwise", async ([ending, wrong, part], { expect }) => {
  expect(await judges[ending](wrong)).toMatchObject({
    status: "failed",
    reason: expect.stringContaining(part),
  });
});

test("passes a forged form for which the client is told an error", async ({ expect }) => {
  expect(await judges.forged(evidence({ ending: denied, login: refused }))).toMatchObject({
    status: "passed",
  });
});

const hop = (method: string, url: string, pressed: string | null) =>
  hopOf({ method, url: new URL(url), form: null, pressed });

test("a form that led on to GitHub was not refused where nobody gets in", async ({ expect }) => {
  const hops = [
    hop("GET", "https://github.com/login/oauth/authorize", null),
    hop("POST", "http://a.example/consent", "Allow"),
    hop("GET", "https://github.com/login/oauth/authorize", null),
    hop("POST", "https://github.com/login/oauth/authorize", "Authorize"),
    hop("GET", "http://a.example/callback", null),
  ];
  const judge = (canApprove: boolean, count: number) =>
    judges.forged({
      ...evidence({ ending: denied, login: refused }),
      attempts: [{ ending: denied, hops: hops.slice(0, count) }],
      canApprove,
    });
  expect(await judge(false, 5)).toMatchObject({
    reason: expect.stringMatching(/led on to GitHub\. Who approves is refused, too/),
  });
  expect(await judge(true, 5)).toMatchObject({ status: "passed" });
  expect(await judge(false, 2)).toMatchObject({ status: "passed" });
});

test("tells which button was pressed in vain", async ({ expect }) => {
  const hops = [
    hopOf({ method: "POST", url: new URL("http://a.example/ask"), form: null, pressed: "Deny" }),
    hopOf({
      method: "POST",
      url: new URL("https://github.com/session"),
      form: null,
      pressed: "octocat",
    }),
    hopOf({ method: "GET", url: new URL("http://a.example/next"), form: null }),
  ];
  const attempts = [{ ending: approved, hops }];
  expect(await judges.deny({ ...evidence(), attempts })).toMatchObject({
    reason: expect.stringContaining('approved, after "Deny" at POST http://a.example/ask.'),
  });
});

test.for(["deny", "cancel", "expired", "forged"] as const)(
  "leaves the word to the browser when %s comes to no end",
  async (ending, { expect }) => {
    const seen = new KitError("SIGN_IN_FAILED", "They denied in vain.", { hint: "Look." });
    const nowhere = { ...evidence({ login: seen }), attempts: [] };
    await expect(judges[ending](nowhere)).rejects.toBe(seen);
  },
);

test("fails a refresh for which the person is asked again", async ({ expect }) => {
  const attempts: { ending: Ending }[] = [];
  const asking = {
    ...evidence(),
    attempts,
    whoami: async () => (attempts.push({ ending: approved }), "octocat"),
  };
  expect(await judges.refresh(asking)).toMatchObject({
    reason: expect.stringContaining("asked again"),
  });
});

test("gives a reason in one line, without a token in it", ({ expect }) => {
  const { reason } = failed(`It broke:\n  gho_CANARYoctocat0123456789 ${"a".repeat(800)}`);
  expect(reason).toMatch(/^It broke: … a+…$/);
  expect(reason?.length).toBeLessThan(710);
});

test("gives of an error's way the last hop, and of addresses no query", ({ expect }) => {
  const page = "The page at http://localhost:1/authorize?client_id=a&state=b shows no button.";
  const hops =
    "  1. GET http://localhost:1/authorize?a=b → 302\n  2. GET http://localhost:1/x → 200 text/html";
  expect(failed(`${page}\nIts buttons: "Go".\n${hops}\n     sent: no cookies`).reason).toBe(
    'The page at http://localhost:1/authorize?… shows no button. Its buttons: "Go". 2. GET http://localhost:1/x → 200 text/html sent: no cookies',
  );
});
