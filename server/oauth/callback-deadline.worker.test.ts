import { setTimeout as sleep } from "node:timers/promises";
import { test } from "../../harness/vitest.ts";
import { interfere } from "../interfere.test-support.ts";
import { register, toldClient, Visitor } from "./visitor.test-support.ts";

const later = "temporarily_unavailable";

test("CB-23 a GitHub that does not answer is given up in ten seconds, and one that is slow twice in fifteen", async ({
  kit,
  expect,
}) => {
  const logins = { slowTwice: "monalisa", silent: "octocat", trickling: "hubot" };
  kit.github.fail("GET /user", "timeout", { login: logins.slowTwice });
  kit.github.fail("GET /user", "timeout", { login: logins.silent });
  kit.github.fail("GET /user", "slow-body", { login: logins.trickling });
  const client = await register(kit);
  /** Comes back from GitHub. @returns how long that took, and what the client is told */
  const comeBack = async (login: string): Promise<() => Promise<[ms: number, told?: string]>> => {
    const visitor = new Visitor(kit);
    const path = await visitor.goToCallback(client, login);
    return async () => {
      const started = performance.now();
      const { error } = toldClient(await visitor.request(path));
      return [performance.now() - started, error];
    };
  };
  const slowTwice = await comeBack(logins.slowTwice);
  const once = await Promise.all([comeBack(logins.silent), comeBack(logins.trickling)]);

  // The first call is answered just before it would be given up; then the second one is not answered at all.
  const slowed = Promise.withResolvers<void>();
  const pass = interfere(async ({ pathname }, reach) => {
    if (pathname !== "/login/oauth/access_token") return reach();
    pass();
    slowed.resolve();
    await sleep(9000);
    return reach();
  });
  const twice = slowTwice();
  await slowed.promise;
  for (const [ms, told] of await Promise.all(once.map((visit) => visit()))) {
    expect(told).toBe(later);
    expect(ms).toBeLessThan(11_000);
  }
  const [ms, told] = await twice;
  expect(told).toBe(later);
  expect(ms).toBeGreaterThan(9000);
  expect(ms).toBeLessThan(15_000);
});
