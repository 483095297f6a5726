import { test as base } from "../vitest.ts";
import { KnownClients } from "./known-clients.ts";
import { signIn } from "./scripted-oauth-client.ts";

/** Signs in, and tells what the Worker was asked for that no person sees. */
const test = base.extend<{
  enter: (as: string, clients: KnownClients) => Promise<{ id: string; asked: string[] }>;
}>({
  enter: ({ kit }, use) =>
    use(async (as, clients) => {
      const asked: string[] = [];
      const fetchFn: typeof fetch = (input, init) => {
        const { pathname, origin } = new URL(new Request(input).url);
        if (origin === kit.origin) asked.push(pathname);
        return fetch(input, { redirect: "manual", ...init });
      };
      const context = { url: `${kit.origin}/mcp`, fetch: fetchFn, onSignIn: () => {} };
      const { mcpClientId } = await signIn(context, as, { clients });
      const isFound = (path: string) => path.startsWith("/.well-known/") || path === "/register";
      return { id: mcpClientId, asked: asked.filter(isFound) };
    }),
});

test("a second user neither discovers nor registers, and shares the client", async ({
  enter,
  expect,
}) => {
  const clients = new KnownClients();
  const first = await enter("octocat", clients);
  expect(first.asked).toEqual([
    "/.well-known/oauth-protected-resource/mcp",
    "/.well-known/oauth-authorization-server",
    "/register",
  ]);
  expect(await enter("hubot", clients)).toEqual({ id: first.id, asked: [] });
  const again = await enter("octocat", clients);
  expect(again.asked).toEqual(["/register"]);
  expect(again.id).not.toBe(first.id);
});

// The OAuth provider ends a grant when the same user comes with the same client again.
test("TK-23 WK-27 one user's two sign-ins are two clients, and both stay", async ({
  kit,
  expect,
}) => {
  const all = [
    await kit.signIn({ as: "octocat" }),
    await kit.signIn({ as: "hubot" }),
    await kit.signIn({ as: "octocat" }),
  ];
  expect(all[2]?.mcpClientId).not.toBe(all[0]?.mcpClientId);
  for (const { mcpAccessToken } of all) {
    const headers = { Authorization: `Bearer ${mcpAccessToken}` };
    expect((await kit.request("/mcp", { method: "PUT", headers })).status).toBe(405);
  }
});

test("users who come first at once each get in", async ({ kit, enter, expect }) => {
  const clients = new KnownClients();
  const people = ["octocat", "hubot", "monalisa"];
  const all = await Promise.all(people.map((as) => enter(as, clients)));
  expect(all.every(({ id }) => id !== "")).toBe(true);
  expect((await enter("zoe-quinteros", clients)).asked).toEqual([]);
  expect(kit.github.logins).toEqual(expect.arrayContaining(people));
});

test("a sign-in that fails leaves nothing behind that could fail the next", async ({
  enter,
  expect,
}) => {
  const clients = new KnownClients();
  const { id } = await enter("octocat", clients);
  const gone = clients.take.bind(clients);
  clients.take = (url, login) => ({ ...gone(url, login), information: { client_id: "gone" } });
  await expect(enter("hubot", clients)).rejects.toThrow();
  clients.take = gone;
  const mended = await enter("hubot", clients);
  expect(mended.asked).toContain("/register");
  expect(mended.id).not.toBe(id);
});
