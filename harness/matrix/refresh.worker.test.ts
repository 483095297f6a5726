import { test } from "../vitest.ts";
import { refresh } from "./refresh-process.test-support.ts";
import { isLetIn, refreshElsewhere, signInForTokens } from "./refresh.test-support.ts";

test("RT-05 eight refreshes at once from two processes are all answered, and all eight can go on", async ({
  kit,
  expect,
}) => {
  const { order, refreshToken, refreshWith } = await signInForTokens(kit);
  const four = { ...order, times: 4 };
  const answers = (await Promise.all([refreshElsewhere(four), refreshElsewhere(four)])).flat();
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  const letIn = await Promise.all(answers.map(({ access_token }) => isLetIn(kit, access_token)));
  expect(letIn).not.toContain(false);
  const next = await Promise.all(answers.map(({ refresh_token }) => refreshWith(refresh_token)));
  expect(next.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
});

test("RT-05 RT-06 RT-10 only the very same refresh is answered again, and a refused one changes nothing", async ({
  kit,
  expect,
}) => {
  const { mcpClientId } = await kit.signIn({ as: "hubot" });
  const { order, refreshToken, refreshWith } = await signInForTokens(kit);
  const first = await refreshWith(refreshToken);
  const guessed = refreshToken.replace(/[^:]+$/, "a".repeat(32));
  expect(await refreshWith(guessed)).toMatchObject({ status: 400, error: "invalid_grant" });
  const other = new URLSearchParams(order.form);
  other.set("client_id", mcpClientId);
  expect(await refresh(order.tokenEndpoint, other.toString())).toMatchObject({ status: 400 });
  expect(await refreshWith(refreshToken)).toEqual(first);
});

test("RT-02 RT-03 a refresh token whose answer was lost works again, until its successor is used", async ({
  kit,
  expect,
}) => {
  const { refreshToken, refreshWith } = await signInForTokens(kit);
  const lost = await refreshWith(refreshToken);
  const again = await refreshWith(refreshToken);
  expect([lost.status, again.status]).toEqual([200, 200]);
  expect((await refreshWith(again.refresh_token)).status).toBe(200);
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
});

test("RT-17 a revoked grant ends its tokens, and no refresh brings it back", async ({
  kit,
  expect,
}) => {
  const { accessToken, refreshToken, refreshWith, revoke } = await signInForTokens(kit);
  expect(await isLetIn(kit, accessToken)).toBe(true);
  expect((await revoke(refreshToken)).status).toBe(200);
  const answers = await Promise.all(Array.from({ length: 8 }, () => refreshWith(refreshToken)));
  const told = new Set(answers.map(({ status, error }) => `${status} ${error}`));
  expect([...told]).toEqual(["400 invalid_grant"]);
  expect(await isLetIn(kit, accessToken)).toBe(false);
});
