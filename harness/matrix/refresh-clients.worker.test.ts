import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "../vitest.ts";
import { createMcpRemoteClient } from "./mcp-remote.ts";
import {
  holdRefreshes,
  login,
  openClients,
  signInForTokens,
  takeGitHubDown,
  watchTokenRequests,
} from "./refresh.test-support.ts";
import { createSdkV1Client } from "./sdk-v1.ts";
import { createSdkV2Client } from "./sdk-v2.ts";

const sdks = [
  ["SDK v1", createSdkV1Client],
  ["SDK v2", createSdkV2Client],
] as const;
const all = [...sdks, ["mcp-remote", createMcpRemoteClient]] as const;

test.for(all)(
  "GH-10 %s stays signed in while GitHub is down",
  async ([, create], { kit, expect }) => {
    const { client, asked } = await openClients(kit, create);
    expect(await client.whoami()).toBe(login);
    await client.spoilAccessToken();
    const calls = takeGitHubDown(kit);
    await expect(client.whoami()).rejects.toThrow(/GitHub|temporarily_unavailable|errorUri/);
    expect(calls()).toBeGreaterThan(0);
    expect(calls()).toBeLessThan(5);
    kit.github.clearFaults();
    expect(await client.whoami()).toBe(login);
    expect(asked()).toBe(1);
  },
);

test.for(sdks)(
  "eight connections of one %s client refresh at once, and nobody is asked",
  async ([, create], { kit, expect }) => {
    const { client, asked } = await openClients(kit, create);
    await client.whoami();
    await client.spoilAccessToken();
    holdRefreshes(8);
    const logins = await Promise.all(Array.from({ length: 8 }, () => client.whoami()));
    expect(logins).toEqual(Array.from({ length: 8 }, () => login));
    expect(asked()).toBe(1);
  },
);

test.for(all)(
  "nobody is asked when the answer to a refresh is lost: %s sends it again",
  async ([, create], { kit, expect }) => {
    const { client, asked } = await openClients(kit, create);
    await client.whoami();
    await client.spoilAccessToken();
    const requests = watchTokenRequests({ losesAnswers: 2 });
    expect(await client.whoami()).toBe(login);
    expect([requests(), asked()]).toEqual([3, 1]);
    await client.spoilAccessToken();
    expect(await client.whoami()).toBe(login);
    expect([requests(), asked()]).toEqual([4, 1]);
  },
);

// By itself an SDK goes on to a new sign-in after whatever is no OAuth error:
// https://github.com/modelcontextprotocol/typescript-sdk/blob/1.32.2/src/client/auth.ts
test("known limit: a client without retryLostRefresh asks its person, once, and is in again", async ({
  kit,
  expect,
}) => {
  const { authorize, asked } = await signInForTokens(kit);
  const requests = watchTokenRequests({ losesAnswers: 1 });
  await authorize();
  expect([requests(), asked()]).toEqual([2, 2]); // the refresh, and the new code
});

test("a client whose grant was revoked asks its person once, and is in again", async ({
  kit,
  expect,
}) => {
  const { authorize, asked, refreshToken, revoke } = await signInForTokens(kit);
  await revoke(refreshToken);
  const requests = watchTokenRequests();
  await authorize();
  expect([requests(), asked()]).toEqual([2, 2]); // the refresh that is refused, and the new code
  await authorize();
  expect([requests(), asked()]).toEqual([3, 2]); // a refresh
});

test("mcp-remote whose grant was revoked asks its person once, and is in again", async ({
  kit,
  expect,
}) => {
  const { client, home, asked } = await openClients(kit, createMcpRemoteClient);
  await client.whoami();
  const { client_id, refresh_token } = await readStore(home);
  const body = new URLSearchParams({ token: refresh_token, client_id });
  expect((await fetch(`${kit.origin}/token`, { method: "POST", body })).status).toBe(200);
  const requests = watchTokenRequests();
  expect(await client.whoami()).toBe(login);
  expect([requests(), asked()]).toEqual([2, 2]);
  expect(await client.whoami()).toBe(login);
  expect([requests(), asked()]).toEqual([2, 2]);
});

/** What mcp-remote has stored below its home. */
async function readStore(home: string) {
  const files = await readdir(home, { recursive: true });
  const stored = files.filter((file) => /_(?:client_info|tokens)\.json$/.test(file));
  const texts = await Promise.all(stored.map((file) => readFile(join(home, file), "utf8")));
  return Object.assign({}, ...texts.map((text) => JSON.parse(text) as object)) as {
    client_id: string;
    refresh_token: string;
  };
}

test("two mcp-remote processes with one store refresh at once, again and again, and nobody is asked", async ({
  kit,
  expect,
}) => {
  const { client, clients, asked } = await openClients(kit, createMcpRemoteClient, 2);
  expect(await client.whoami()).toBe(login);
  for (let round = 0; round < 2; round++) {
    await client.spoilAccessToken();
    const logins = await Promise.all(clients.map((each) => each.whoami()));
    expect(logins).toEqual([login, login]);
  }
  expect(asked()).toBe(1);
});
