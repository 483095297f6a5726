import { test } from "../vitest.ts";
import { createMcpRemoteClient } from "./mcp-remote.ts";
import { login, openClient, signInForTokens } from "./refresh.test-support.ts";
import { createSdkV1Client } from "./sdk-v1.ts";
import { createSdkV2Client } from "./sdk-v2.ts";

const all = [
  ["SDK v1", createSdkV1Client],
  ["SDK v2", createSdkV2Client],
  ["mcp-remote", createMcpRemoteClient],
] as const;

test.for(all)(
  "nobody is asked when the answer to a refresh is lost: %s sends it again",
  async ([, create], { kit, expect }) => {
    const { client, asked } = await openClient(kit, create);
    await client.whoami();
    await client.spoilAccessToken();
    const requests = kit.loseAnswers("/token", 2);
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
  const requests = kit.loseAnswers("/token");
  await authorize();
  expect([requests(), asked()]).toEqual([2, 2]); // the refresh, and the new code
});

test("a client whose grant was revoked asks its person once, and is in again", async ({
  kit,
  expect,
}) => {
  const { authorize, asked, refreshToken, revoke } = await signInForTokens(kit);
  await revoke(refreshToken);
  const requests = kit.loseAnswers("/token", 0);
  await authorize();
  expect([requests(), asked()]).toEqual([2, 2]); // the refresh that is refused, and the new code
  await authorize();
  expect([requests(), asked()]).toEqual([3, 2]); // a refresh
});
