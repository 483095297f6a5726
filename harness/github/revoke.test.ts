import { test } from "./github.test-support.ts";

async function statusOf(token: string): Promise<number> {
  const headers = { Authorization: `Bearer ${token}` };
  return (await fetch("https://api.github.com/user", { headers })).status;
}

/**
 * "You can revoke the app's authorization"; what it held ends, and the next time it asks.
 * https://docs.github.com/apps/oauth-apps/using-oauth-apps/reviewing-your-authorized-oauth-apps
 */
test("what a person lets the app do is taken back: tokens end, and GitHub asks again", async ({
  github,
  fetchCode,
  requestToken,
  expect,
}) => {
  const tokenOf = async (login: string) => {
    const answer = await requestToken({ code: await fetchCode(login) });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const [octocats, hubots] = [await tokenOf("octocat"), await tokenOf("hubot")];
  github.revoke("Octocat");
  expect(await statusOf(octocats)).toBe(401);
  expect(await statusOf(hubots)).toBe(200);
  expect(await statusOf(await tokenOf("octocat"))).toBe(200);
  expect(() => github.revoke("nobody")).toThrow(/"nobody" is not one of/);
});
