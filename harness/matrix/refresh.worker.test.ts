import { test } from "../vitest.ts";
import { isLetIn, refreshElsewhere, signInForTokens } from "./refresh.test-support.ts";

test("RT-05 known limit: of eight refreshes at once from two processes all are answered, and one can refresh again", async ({
  kit,
  expect,
}) => {
  const { order, refreshToken, refreshWith } = await signInForTokens(kit);
  const four = { ...order, times: 4 };
  const answers = (await Promise.all([refreshElsewhere(four), refreshElsewhere(four)])).flat();
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  const letIn = await Promise.all(answers.map(({ access_token }) => isLetIn(kit, access_token)));
  expect(letIn).not.toContain(false);
  // The OAuth provider remembers one successor: each answer replaces the one before. Who keeps another is out an hour later.
  const next = await Promise.all(answers.map(({ refresh_token }) => refreshWith(refresh_token)));
  expect(next.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(next.filter(({ error }) => error === "invalid_grant")).toHaveLength(7);
  expect(await refreshWith(refreshToken)).toMatchObject({ status: 400, error: "invalid_grant" });
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
