import { test } from "../vitest.ts";
import { clients, registrations } from "./cell.ts";

/** How often an MCP endpoint lets a bearer in, and as whom. */
async function loginWith(kit: { origin: string }, mcpAccessToken: string) {
  const response = await fetch(`${kit.origin}/mcp/stateless`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${mcpAccessToken}`,
      "Content-Type": "application/json",
      Accept: "application/json, text/event-stream",
      "MCP-Protocol-Version": "2025-11-25",
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name: "whoami", arguments: {} },
    }),
  });
  return /"login":"(?<login>[^"]+)"/.exec(await response.text())?.groups?.["login"];
}

test.for(
  clients.flatMap((client) => registrations.map((registration) => ({ client, registration }))),
)("kit.signIn completes for $client, known by $registration", async (way, { kit, expect }) => {
  const { mcpAccessToken, mcpClientId } = await kit.signIn({ as: "monalisa", ...way });
  expect(await loginWith(kit, mcpAccessToken)).toBe("monalisa");
  expect(mcpClientId.startsWith("https://matrix.example/")).toBe(
    way.registration === "metadata-document",
  );
});

test("kit.signIn says what a client's browser saw when its person denies", async ({
  kit,
  expect,
}) => {
  await expect(
    kit.signIn({ as: "octocat", client: "mcp-remote", act: "deny" }),
  ).rejects.toMatchObject({
    code: "SIGN_IN_FAILED",
    message: expect.stringMatching(/The client is told "access_denied"[^]*\/authorize/),
  });
});

test("kit.signIn signs in on 127.0.0.1 as on localhost", async ({ kit, expect }) => {
  const endpoint = `${kit.origin.replace("localhost", "127.0.0.1")}/mcp`;
  for (const client of [undefined, "sdk-v2", "mcp-remote"] as const) {
    const { mcpAccessToken } = await kit.signIn({ as: "octocat", endpoint, client });
    expect(mcpAccessToken).not.toBe("");
  }
});

test("kit.signIn refuses a scope for a client that asks by itself", async ({ kit, expect }) => {
  await expect(
    kit.signIn({ as: "octocat", client: "inspector", scope: "mcp" }),
  ).rejects.toMatchObject({ code: "USAGE" });
});

test.for([
  ["client", { client: "claude" as "sdk-v1" }, "sdk-v1, sdk-v2, mcp-remote, inspector"],
  [
    "registration",
    { registration: "static" as "dynamic" },
    "dynamic, metadata-document, pre-registered",
  ],
] as const)(
  "kit.signIn refuses a %s that there is not, and names those there are",
  async ([option, way, known], { kit, expect }) => {
    const before = kit.timings.signInMs;
    await expect(kit.signIn({ as: "octocat", ...way })).rejects.toMatchObject({
      code: "USAGE",
      message: expect.stringContaining(`No ${option} is called`),
      hint: expect.stringContaining(known),
    });
    expect(kit.timings.signInMs).toBe(before);
  },
);

test.for([undefined, "sdk-v2"] as const)(
  "kit.signIn acts as somebody who opens a second tab, and who comes back late, with the client %s",
  async (client, { kit, expect }) => {
    const { mcpAccessToken } = await kit.signIn({ as: "hubot", client, act: "open-second-tab" });
    expect(await loginWith(kit, mcpAccessToken)).toBe("hubot");
    let hops = 0;
    const beforeHop = () => void hops++;
    await expect(
      kit.signIn({ as: "hubot", client, act: "come-back-late", beforeHop }),
    ).rejects.toMatchObject({ code: "SIGN_IN_FAILED" });
    expect(hops).toBeGreaterThan(3);
  },
);

test("kit.signIn says so when an endpoint asks for no sign-in", async ({ kit, expect }) => {
  await expect(
    kit.signIn({ as: "octocat", client: "sdk-v1", endpoint: "/public/mcp" }),
  ).rejects.toThrow("without a sign-in");
});
