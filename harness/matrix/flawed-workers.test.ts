import { test as base } from "vitest";
import { startKit, type Kit } from "../kit.ts";
import type { Cell } from "./cell.ts";
import { writeFlawedWorker, type Flaw } from "./flawed-worker.test-support.ts";
import { runSignInMatrix } from "./sign-in-matrix.ts";

const test = base.extend("kit", { scope: "file" }, async ({}, { onCleanup }) => {
  const kit = await startKit({ wrangler: await writeFlawedWorker() });
  onCleanup(() => kit.close());
  return kit;
});

/** Tries what a client can do that registers, on `localhost`. @returns what did not pass, and why */
async function redCells(kit: Kit, flaw: Flaw, client: Cell["client"], endings: Cell["ending"][]) {
  await kit.request("/flaw", { method: "POST", body: flaw });
  const rows = await runSignInMatrix(kit, {
    tool: "me",
    only: (cell) =>
      cell.client === client &&
      cell.registration === "dynamic" &&
      cell.host === "localhost" &&
      endings.includes(cell.ending),
  });
  return rows.flatMap(({ cells }) =>
    Object.entries(cells).flatMap(([ending, { status, reason }]) =>
      status === "passed" ? [] : [`${ending} ${status}: ${reason}`],
    ),
  );
}

const all: Cell["ending"][] = ["approve", "deny", "cancel", "forged", "refresh", "at-once"];

test("a Worker of somebody else's, in which nothing is wrong, is green", async ({
  kit,
  expect,
}) => {
  expect(await redCells(kit, "none", "sdk-v2", all)).toEqual([]);
  expect(await redCells(kit, "shows-form-again", "sdk-v2", ["forged"])).toEqual([]);
  expect(await redCells(kit, "in-trouble", "sdk-v2", ["expired"])).toEqual([]);
});

const denied = /^deny failed: .*They denied, and were sent on to GitHub all the same\./;
const refresh =
  /Refused: POST \/token \(refresh_token\) → 400: \{"error":"invalid_grant","error_description":"It is not good any more\."\}$/;
test.for<[Flaw, Cell["client"], Cell["ending"][], RegExp[]]>([
  ["ignores-denial", "sdk-v1", ["deny"], [denied]],
  [
    "ignores-denial",
    "sdk-v2",
    ["approve", "deny"],
    [
      /^deny failed: .*: approved, after "No, thanks" at POST .*\/authorize\b.*signed in all the same/,
    ],
  ],
  ["ignores-denial", "mcp-remote", ["deny"], [denied]],
  ["ignores-denial", "inspector", ["deny"], [denied]],
  [
    "form-of-anybody",
    "sdk-v1",
    ["approve", "deny", "forged"],
    [
      /^forged failed: A form of another browser was not refused: approved, after "Let it in, allow" at POST .*\/authorize/,
    ],
  ],
  ["breaks-at-form", "sdk-v1", ["forged"], [/^forged failed: .*a page with status 500 at POST/]],
  [
    "loses-state",
    "mcp-remote",
    ["approve", "deny"],
    [
      /^approve failed: .*The client was sent no state with its code\./,
      /^deny failed: .*The client was sent no state with its error\./,
    ],
  ],
  ["error-with-code", "sdk-v1", ["deny"], [/^deny failed: .*an error, and a code with it\./]],
  ["refuses-refresh", "sdk-v2", ["approve", "refresh", "at-once"], [refresh, refresh]],
  ["refuses-refresh", "mcp-remote", ["refresh"], [refresh]],
  ["refuses-refresh", "inspector", ["refresh"], [refresh]],
  [
    "spoils-code",
    "sdk-v1",
    ["approve", "expired"],
    [
      /access_denied.* GitHub refused: POST \/login\/oauth\/access_token → 200 bad_verification_code$/,
      /^expired failed: Who approves is refused, too, so that a refusal says nothing of an expired code/,
    ],
  ],
  [
    "in-trouble",
    "sdk-v1",
    ["cancel"],
    [/^cancel failed: The client was not told "access_denied": server_error/],
  ],
  [
    "no-registration",
    "sdk-v1",
    ["approve"],
    [/^approve impossible: The Worker's metadata names no registration_endpoint/],
  ],
])("a Worker that %s is red for %s, and says why", async (flawed, { kit, expect }) => {
  const [flaw, client, endings, reasons] = flawed;
  expect(await redCells(kit, flaw, client, endings)).toEqual(
    reasons.map((reason) => expect.stringMatching(reason) as string),
  );
});

test("kit.signIn says what a Worker does not offer before it starts a client", async ({
  kit,
  expect,
}) => {
  await kit.request("/flaw", { method: "POST", body: "no-registration" });
  await expect(
    kit.signIn({ as: "octocat", client: "sdk-v2", registration: "pre-registered" }),
  ).rejects.toMatchObject({
    message: expect.stringContaining("names no registration_endpoint"),
    hint: expect.stringContaining("Let clients register (RFC 7591)"),
  });
});
