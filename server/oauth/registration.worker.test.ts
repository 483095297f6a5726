import { test } from "../../harness/vitest.ts";
import { ask, redirectUri, register, sendRegistration } from "./visitor.test-support.ts";

const metadata = { redirect_uris: [redirectUri], token_endpoint_auth_method: "none" };

test.for([
  ["DCR-25 a name of 500 KB", { ...metadata, client_name: "n".repeat(500_000) }, 400],
  [
    "DCR-26 a thousand redirect URIs",
    { ...metadata, redirect_uris: Array.from({ length: 1000 }, (_, n) => `${redirectUri}/${n}`) },
    400,
  ],
  [
    "DCR-26 eleven redirect URIs",
    { ...metadata, redirect_uris: Array.from({ length: 11 }, (_, n) => `${redirectUri}/${n}`) },
    400,
  ],
  ["DCR-27 a body of 2 MB", { ...metadata, client_name: "n".repeat(2 << 20) }, 413],
] as const)("%s is not stored", async ([, body, status], { kit, expect }) => {
  const { OAUTH_KV } = await kit.worker.getEnv();
  const stored = async () => (await OAUTH_KV.list({ prefix: "client:" })).keys.length;
  const before = await stored();
  const response = await sendRegistration(kit, body);
  expect(response.status).toBe(status);
  expect(await response.json()).toHaveProperty("error");
  expect(await stored()).toBe(before);
});

test("DCR-26 ten redirect URIs are stored", async ({ kit, expect }) => {
  const redirect_uris = Array.from({ length: 10 }, (_, n) => `${redirectUri}/${n}`);
  expect((await register(kit, { redirect_uris })).redirect_uris).toEqual(redirect_uris);
});

test.for([
  "text/plain",
  "text/plain; a=application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "",
])(
  "DCR-32 the media type %j, which a page may send anywhere, is refused",
  async (type, { kit, expect }) => {
    const response = await sendRegistration(kit, metadata, { "content-type": type });
    expect(response.status).toBe(415);
    expect(await response.json()).toHaveProperty("error");
  },
);

test("DCR-33 an address that registers too often is told to wait, and no other", async ({
  kit,
  expect,
}) => {
  const send = (address: string) =>
    sendRegistration(kit, metadata, { "cf-connecting-ip": address });
  const answers = await Promise.all(Array.from({ length: 65 }, () => send("203.0.113.7")));
  const refused = answers.filter(({ status }) => status === 429);
  // Thirty a minute; the minute may turn between two of them.
  expect(refused.length).toBeGreaterThanOrEqual(5);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(65 - refused.length);
  expect(refused[0]?.headers.get("retry-after")).toBe("60");
  expect(await refused[0]?.json()).toMatchObject({ error: "temporarily_unavailable" });
  expect((await send("203.0.113.8")).status).toBe(201);
});

test("DCR-33 a developer's machine is not counted", async ({ kit, expect }) => {
  const answers = await Promise.all(
    Array.from({ length: 65 }, () => sendRegistration(kit, metadata)),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
});

test("DCR-33 asking what can be registered costs nothing", async ({ kit, expect }) => {
  const headers = { "cf-connecting-ip": "203.0.113.9" };
  for (let round = 0; round < 65; round++) {
    expect((await ask(kit, "/register", { headers })).status).toBe(405);
  }
});
