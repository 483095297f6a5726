import { test as base } from "../../harness/vitest.ts";
import {
  register,
  toldClient,
  Visitor,
  watchGitHub,
  type RegisteredClient,
} from "./visitor.test-support.ts";

const test = base.extend<{ visitor: Visitor; client: RegisteredClient }>({
  visitor: async ({ kit }, use) => use(new Visitor(kit)),
  client: async ({ kit }, use) => use(await register(kit)),
});

const approve = (handle: string) => ({ handle, decision: "approve", scope: "read" });
const deny = (handle: string) => ({ handle, decision: "deny" });

/**
 * Keeps what a browser has begun. The function that is returned puts it back where it was used up: into the browser, and into
 * Workers KV, which goes on showing it elsewhere for a minute.
 */
async function keepTransaction({ kit, cookies }: Visitor): Promise<() => Promise<void>> {
  const { OAUTH_KV } = await kit.worker.getEnv();
  const [[name = "", hash = ""] = []] = cookies;
  const key = `transaction:${hash}`;
  const transaction = await OAUTH_KV.get(key);
  if (transaction === null) throw new Error("This browser has begun nothing");
  return async () => {
    await OAUTH_KV.put(key, transaction);
    cookies.set(name, hash);
  };
}

test("CON-06 a form is taken once", async ({ visitor, client, expect }) => {
  const handle = await visitor.openConsent(client);
  const cookies = new Map(visitor.cookies);
  expect((await visitor.post(approve(handle))).status).toBe(302);
  for (const [name, value] of cookies) visitor.cookies.set(name, value);
  const again = await visitor.post(approve(handle));
  expect(again.status).toBe(400);
  expect(await again.text()).toContain("already used");
});

test.for([
  ["allowed", "allowed", approve, approve],
  ["allowed", "denied", approve, deny],
  ["denied", "allowed", deny, approve],
  ["denied", "denied", deny, deny],
] as const)(
  "CON-07 a form that was %s cannot be %s where KV still shows it",
  async ([, , first, second], { visitor, client, expect }) => {
    const handle = await visitor.openConsent(client);
    const putBack = await keepTransaction(visitor);
    expect((await visitor.post(first(handle))).status).toBe(302);
    visitor.cookies.clear();
    await putBack();
    const again = await visitor.post(second(handle));
    expect(again.status).toBe(400);
    expect(await again.text()).toContain("already used");
  },
);

test("CON-07 of answers at once exactly one is taken, and none later", async ({
  visitor,
  client,
  expect,
}) => {
  const handle = await visitor.openConsent(client);
  const headers = { cookie: [...visitor.cookies].map((pair) => pair.join("=")).join("; ") };
  const forms = [approve(handle), deny(handle), approve(handle), approve(handle)];
  const answers = await Promise.all(forms.map((form) => visitor.post(form, headers)));
  const count = (wanted: number) => answers.filter(({ status }) => status === wanted).length;
  expect([count(302), count(400)]).toEqual([1, 3]);
  expect((await visitor.post(approve(handle), headers)).status).toBe(400);
});

test("CB-06 a state is taken once, and not again where KV still shows it", async ({
  visitor,
  client,
  expect,
}) => {
  const path = await visitor.goToCallback(client);
  const putBack = await keepTransaction(visitor);
  expect(toldClient(await visitor.request(path))).toHaveProperty("code");
  const exchanges = watchGitHub();
  await putBack();
  const again = await visitor.request(path);
  expect([again.status, again.headers.get("location")]).toEqual([400, null]);
  expect(await again.text()).toContain("already used");
  expect(exchanges).toEqual([]);
});

test("CB-06 of callbacks at once exactly one counts, and GitHub hears of one", async ({
  visitor,
  client,
  expect,
}) => {
  const path = await visitor.goToCallback(client);
  const headers = { cookie: [...visitor.cookies].map((pair) => pair.join("=")).join("; ") };
  const exchanges = watchGitHub();
  const visits = Array.from({ length: 4 }, () => visitor.request(path, { headers }));
  const statuses = (await Promise.all(visits)).map(({ status }) => status);
  expect(statuses.toSorted((left, right) => left - right)).toEqual([302, 400, 400, 400]);
  expect(exchanges.map(({ request }) => new URL(request.url).pathname)).toEqual([
    "/login/oauth/access_token",
    "/user",
  ]);
});
