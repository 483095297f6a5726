import { test } from "../vitest.ts";
import { createMcpRemoteClient } from "./mcp-remote.ts";
import { interfere, login, openClients, signInForTokens } from "./refresh.test-support.ts";
import { createSdkV1Client } from "./sdk-v1.ts";
import { createSdkV2Client } from "./sdk-v2.ts";

const sdks = [
  ["SDK v1", createSdkV1Client],
  ["SDK v2", createSdkV2Client],
] as const;

test.for(sdks)(
  "GH-10 %s stays signed in while GitHub is down",
  async ([, create], { kit, expect }) => {
    const { client, asked } = await openClients(kit, create);
    expect(await client.whoami()).toBe(login);
    await client.spoilAccessToken();
    let calls = 0;
    const restore = interfere(async ({ hostname }, pass) => {
      if (!hostname.endsWith("github.com")) return pass();
      calls++;
      return new Response("Unicorn!", { status: 503 });
    });
    await expect(client.whoami()).rejects.toThrow("GitHub");
    expect(calls).toBeGreaterThan(0);
    expect(calls).toBeLessThan(5);
    restore();
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
    const logins = await Promise.all(Array.from({ length: 8 }, () => client.whoami()));
    expect(logins).toEqual(Array.from({ length: 8 }, () => login));
    expect(asked()).toBe(1);
  },
);

// The server would take the old refresh token again (RT-02): it is the clients that do not try.
test.for(sdks)(
  "%s asks its person once when the answer to a refresh is lost",
  async ([, create], { kit, expect }) => {
    const { client, asked } = await openClients(kit, create);
    await client.whoami();
    await client.spoilAccessToken();
    let refreshes = 0;
    const restore = interfere(async (_url, pass, body) => {
      const response = await pass();
      if (!body.includes("grant_type=refresh_token")) return response;
      refreshes++;
      throw new TypeError("fetch failed");
    });
    expect(await client.whoami()).toBe(login);
    restore();
    expect(refreshes).toBe(1);
    expect(await client.whoami()).toBe(login);
    expect(asked()).toBe(2);
  },
);

test("a client whose grant was revoked asks its person once, and is in again", async ({
  kit,
  expect,
}) => {
  const { authorize, asked, refreshToken, revoke } = await signInForTokens(kit);
  await revoke(refreshToken);
  let refreshes = 0;
  interfere((_url, pass, body) => {
    if (body.includes("grant_type=refresh_token")) refreshes++;
    return pass();
  });
  await authorize();
  expect([refreshes, asked()]).toEqual([1, 2]);
  await authorize();
  expect([refreshes, asked()]).toEqual([2, 2]);
});

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
