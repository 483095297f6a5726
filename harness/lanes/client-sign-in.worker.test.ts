import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  checkSignIn,
  diagnose,
  installServer,
  signIn,
  signInStatus,
  signOut,
  type Platform,
} from "../../client/index.ts";
import { attemptSignIn } from "../browser/attempt.ts";
import type { Kit } from "../kit.ts";
import { test as base } from "../vitest.ts";

interface Person {
  platform: Platform;
  url: string;
  signIn: () => Promise<unknown>;
  state: () => Promise<string>;
  /** What doctor finds, by severity and id, and what it mended. */
  doctor: (fix: boolean) => Promise<{ found: string[]; fixed: string[] }>;
  /** Has the Worker forget what it keeps of this person, `client:` or `token:`; other tests have theirs there. @returns how much */
  forget: (prefix: string) => Promise<number>;
}

// What a person does with the commands of the same names, at the Worker itself and through mcp-remote.
const test = base.extend<{ person: Person }>({
  person: async ({ kit }, use) => {
    await using home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
    const { PATH } = process.env;
    const platform: Platform = { os: "linux", home: home.path, env: { PATH, HOME: home.path } };
    const url = `${kit.origin}/mcp`;
    await installServer(url, { platform, host: "claude-desktop", name: "mine", verify: false });
    const others = new Set(await keysOf(kit));
    await use({
      platform,
      url,
      signIn: () => signIn(url, { platform, open: false, onUrl: asOctocat }),
      state: async () => (await checkSignIn(url, { platform })).state,
      async doctor(fix) {
        const { findings, fixed } = await diagnose({ platform, processes: nothingRuns, fix });
        return {
          found: findings.map(({ severity, id }) => `${severity} ${id}`),
          fixed: fixed.map(({ id }) => id),
        };
      },
      async forget(prefix) {
        const { OAUTH_KV } = await kit.worker.getEnv();
        const own = (await keysOf(kit, prefix)).filter((key) => !others.has(key));
        for (const key of own) await OAUTH_KV.delete(key);
        return own.length;
      },
    });
  },
});

const asOctocat = (page: string) => void attemptSignIn({ url: page, login: "octocat" });
const nothingRuns = () => Promise.resolve([]);

async function keysOf(kit: Kit, prefix = ""): Promise<string[]> {
  const { OAUTH_KV } = await kit.worker.getEnv();
  const { keys }: { keys: { name: string }[] } = await OAUTH_KV.list({ prefix });
  return keys.map(({ name }) => name);
}

test("signs in, says how the sign-in stands, and forgets it", async ({ person, expect }) => {
  expect(await person.state()).toBe("signed-out");
  expect(await person.signIn()).toMatchObject({ needed: true, status: { signedIn: true } });
  expect(await person.state()).toBe("valid");
  expect(await person.doctor(false)).toEqual({ found: [], fixed: [] });
  const { removed } = await signOut(person.url, person);
  expect(removed).not.toEqual([]);
  expect(await person.state()).toBe("signed-out");
  expect(await signInStatus(person.url, person)).toMatchObject({ signedIn: false });
});

test("MR-06 finds that the Worker forgot its client while the token holds, and mends it", async ({
  person,
  expect,
}) => {
  await person.signIn();
  expect(await person.forget("client:")).toBeGreaterThan(0);
  expect(await person.state()).toBe("client-forgotten");
  expect(await person.doctor(false)).toEqual({ found: ["fail client-forgotten"], fixed: [] });
  expect(await person.doctor(true)).toEqual({
    found: ["warn sign-in-missing"],
    fixed: ["client-forgotten"],
  });
  await person.signIn();
  expect(await person.state()).toBe("valid");
});

test("finds a token that the Worker took back, whatever could renew it", async ({
  person,
  expect,
}) => {
  await person.signIn();
  await person.forget("token:");
  expect(await person.state()).toBe("refused");
  expect(await person.doctor(false)).toEqual({ found: ["warn sign-in-refused"], fixed: [] });
  await person.signIn();
  expect(await person.state()).toBe("valid");
});

test.for(["https://example.com/mcp", "http://127.0.0.1:1/mcp", "http://[", "//localhost/mcp"])(
  "refuses the endpoint %s, which is not the Worker's, before anybody calls it",
  async (endpoint, { kit, expect }) => {
    const refusal = { code: "USAGE", hint: expect.stringContaining(kit.origin) };
    await expect(kit.signIn({ as: "octocat", endpoint })).rejects.toMatchObject(refusal);
    await expect(kit.connect({ endpoint })).rejects.toMatchObject(refusal);
    expect(() => kit.assertNoUnexpectedRequests()).not.toThrow();
  },
);

test("refuses a sign-in of nobody, from code that no compiler has seen", async ({
  kit,
  expect,
}) => {
  await expect(kit.signIn({} as { as: string })).rejects.toMatchObject({ code: "LOGIN_UNKNOWN" });
});
