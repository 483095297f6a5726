import { createHash } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { pathsOf, serveOAuth } from "../oauth-server.test-support.ts";
import { sickHome } from "./sick-home.test-support.ts";

const client = { client_id: "mine", redirect_uris: ["http://localhost:1/oauth/callback"] };
const over = { token_type: "Bearer", access_token: "old", expires_at: Date.now() - 5000 };
const renewable = { ...over, refresh_token: "one-use" };

/** An entry at an OAuth server, and what mcp-remote has stored for it. */
async function signedInAt(
  files: Record<string, unknown>,
  { known = true, ours = true, waits = true } = {},
) {
  const home = await sickHome();
  const server = await serveOAuth({ waits, unknownClient: "page" });
  if (known) server.clients.set(client.client_id, client);
  const entry = await home.ownEntry(server.url);
  const theirs = { command: "/usr/bin/node", args: ["/x/mcp-remote.mjs", ...entry.args.slice(1)] };
  if (!ours) await writeFile(join(home.path, "mcp-remote.mjs"), "");
  theirs.args[0] = join(home.path, "mcp-remote.mjs");
  await home.writeServers({ mine: ours ? entry : theirs });
  const store = join(home.path, ".mcp-auth", "mcp-remote-v1");
  await mkdir(store, { recursive: true });
  const hash = createHash("md5").update(server.url).digest("hex");
  for (const [name, value] of Object.entries(files))
    await writeFile(join(store, `${hash}_${name}`), JSON.stringify(value));
  await writeFile(join(store, "others_tokens.json"), "{}");
  return {
    home,
    server,
    stored: () => readdir(store),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await home[Symbol.asyncDispose]();
    },
  };
}

test("finds a sign-in that is over, also without a network", async ({ expect }) => {
  await using at = await signedInAt({ "tokens.json": over, "client_info.json": client });
  for (const offline of [true, false]) {
    const { ok, findings } = await at.home.run({ offline });
    expect(ok).toBe(false);
    expect(findings).toMatchObject([
      { id: "sign-in-expired", severity: "fail", mend: "mcp-kit login mine", fixable: false },
    ]);
  }
  expect(pathsOf(at.server.requests)).not.toContain("POST /token");
});

test("--fix has whoever is there sign in anew, and opens no browser where nobody is", async ({
  expect,
}) => {
  const files = { "tokens.json": over, "client_info.json": client };
  await using at = await signedInAt(files, { waits: false });
  const nobody = await at.home.run({ offline: false, fix: true });
  expect(nobody.findings).toMatchObject([{ id: "sign-in-expired", fixable: false }]);
  expect(await at.home.visited()).toEqual([]);
  const somebody = await at.home.run({ offline: false, fix: true, quitWithinMs: 20_000 });
  expect(somebody).toMatchObject({ ok: true, findings: [], fixed: [{ id: "sign-in-expired" }] });
  expect(await at.home.visited()).toHaveLength(1);
});

test("CL-50 names the URL in the command where the entry's name would be two lines", async ({
  expect,
}) => {
  await using at = await signedInAt({ "tokens.json": over, "client_info.json": client });
  await at.home.writeServers({ "mine\n✓ others": (await at.home.servers())["mine"] });
  const { findings } = await at.home.run();
  expect(findings).toMatchObject([
    { id: "sign-in-expired", mend: `mcp-kit login ${at.server.url}` },
  ]);
});

test("finds nothing wrong with one that mcp-remote renews by itself", async ({ expect }) => {
  await using at = await signedInAt({ "tokens.json": renewable, "client_info.json": client });
  expect(await at.home.found({ offline: false })).toEqual([]);
  expect(await at.home.found({ offline: true })).toEqual([]);
});

test("warns where the server asks for a sign-in and nobody is signed in", async ({ expect }) => {
  await using at = await signedInAt({});
  expect(await at.home.found({ offline: false })).toEqual(["warn sign-in-missing mine"]);
  expect(await at.home.found({ offline: true })).toEqual([]);
  expect(await at.home.visited()).toEqual([]);
});

test("MR-06 finds a registration that the server forgot, and --fix forgets that one sign-in only", async ({
  expect,
}) => {
  await using at = await signedInAt(
    { "tokens.json": renewable, "client_info.json": client },
    { known: false },
  );
  const { findings } = await at.home.run({ offline: false });
  expect(findings).toMatchObject([
    {
      id: "client-forgotten",
      severity: "fail",
      mend: "mcp-kit logout mine",
      next: "mcp-kit login mine",
      fixable: true,
    },
  ]);
  expect(await at.stored()).toHaveLength(3);
  const { ok, findings: left, fixed } = await at.home.run({ offline: false, fix: true });
  expect([ok, fixed]).toMatchObject([
    true,
    [{ id: "client-forgotten", next: "mcp-kit login mine" }],
  ]);
  expect(left.map(({ id }) => id)).toEqual(["sign-in-missing"]);
  expect(await at.stored()).toEqual(["others_tokens.json"]);
  expect(await at.home.visited()).toEqual([]);
});

test.for([
  ["finds a registration that the server forgot", false, ["fail client-forgotten mine"]],
  ["finds nothing wrong with a sign-in", true, []],
] as const)("MR-06 %s while the access token still holds", async ([, known, found], { expect }) => {
  const holds = { token_type: "Bearer", access_token: "good", expires_at: Date.now() + 600_000 };
  await using at = await signedInAt(
    { "tokens.json": holds, "client_info.json": client },
    { known },
  );
  at.server.accessTokens.add("good");
  expect(await at.home.found({ offline: false })).toEqual(found);
  expect(await at.home.visited()).toEqual([]);
});

test("MR-06 leaves the sign-in of a foreign entry alone, unless it is named", async ({
  expect,
}) => {
  await using at = await signedInAt(
    { "tokens.json": renewable, "client_info.json": client },
    { known: false, ours: false },
  );
  const { findings } = await at.home.run({ offline: false, fix: true });
  expect(findings).toMatchObject([{ id: "client-forgotten", fixable: false }]);
  expect(await at.stored()).toHaveLength(3);
  await at.home.run({ offline: false, fix: true, name: "mine" });
  expect(await at.stored()).toEqual(["others_tokens.json"]);
});

test("MR-06 finds a token that the server refuses before its time, whatever could renew it", async ({
  expect,
}) => {
  const revoked = { ...renewable, access_token: "revoked", expires_at: Date.now() + 600_000 };
  await using at = await signedInAt({ "tokens.json": revoked, "client_info.json": client });
  const { ok, findings } = await at.home.run({ offline: false });
  expect(ok).toBe(true);
  expect(findings).toMatchObject([
    { id: "sign-in-refused", severity: "warn", mend: "mcp-kit login mine" },
  ]);
  expect(pathsOf(at.server.requests)).not.toContain("POST /token");
});

test("MR-14 finds what lies where mcp-remote keeps its sign-ins, and sends nobody to a sign-in before it is away", async ({
  expect,
}) => {
  await using at = await signedInAt({});
  const store = join(at.home.path, ".mcp-auth", "mcp-remote-v1");
  const hash = createHash("md5").update(at.server.url).digest("hex");
  const found = async (path: string) => {
    for (const offline of [true, false]) {
      const { ok, findings } = await at.home.run({ offline });
      expect(ok).toBe(false);
      expect(findings).toMatchObject([
        { id: "sign-in-store", severity: "fail", mend: `mv ${path} ${path}.unused` },
      ]);
    }
  };
  const tokens = join(store, `${hash}_tokens.json`);
  await mkdir(tokens);
  await found(tokens);
  for (const path of [store, join(at.home.path, ".mcp-auth")]) {
    await rm(path, { recursive: true });
    await writeFile(path, "");
    await found(path);
  }
});
