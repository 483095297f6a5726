import { test } from "vitest";
import { secretArgument } from "./secret-argument.ts";
import { mac, sceneOf, stdio } from "./sick-home.test-support.ts";

const url = "https://example.com/mcp";
const secret = "hunter2hunter2hunter2hunter2";

async function look(...args: string[]) {
  return await secretArgument.look(sceneOf(mac, { theirs: stdio("npx", ...args) }), []);
}

test.for<[string[], string]>([
  [
    ["mcp-remote", url, "--header", `Authorization: Bearer ${secret}`],
    "--header Authorization: ...",
  ],
  [["mcp-remote", url, "--header", `X-API-Key:${secret}`], "--header X-API-Key: ..."],
  [["mcp-remote", url, "--header", `Cookie: session=${secret}`], "--header Cookie: ..."],
  [["mcp-remote", url, "--header", `X-Mine: ghp_${secret}`], "--header X-Mine: ..."],
  [["mcp-remote", `${url}?api_key=${secret}`], `${url}?...`],
  [["mcp-remote", `https://me:${secret}@example.com/mcp`], "https://...@example.com/mcp"],
  [
    ["mcp-remote", url, "--static-oauth-client-info", `{"client_secret":"${secret}"}`],
    "client_secret",
  ],
  [["some-server", "--api-key", secret], "--api-key ..."],
  [["some-server", `--token=${secret}`], "--token=..."],
  [["some-server", `github_pat_${secret}`], "argument 2: ..."],
])(
  "CL-48 CL-49 finds the secret in %j, and keeps it to itself",
  async ([args, words], { expect }) => {
    const found = await look(...args);
    expect(found).toMatchObject([{ id: "secret-in-arguments", at: { name: "theirs" } }]);
    expect(found[0]?.what).toContain(JSON.stringify(words).slice(1, -1));
    expect(JSON.stringify(found)).not.toContain(secret);
  },
);

test.for<[string[]]>([
  [["mcp-remote", url, "--header", "Authorization:${AUTH_HEADER}"]],
  [["mcp-remote", url, "--header", "X-Region: eu"]],
  [["mcp-remote", url, "--token-endpoint", "https://example.com/token"]],
  [["mcp-remote", url, "--header-file", "/home/me/.remote-mcp-kit/headers/mine"]],
  [["mcp-remote", `${url}?region=eu`, "--auth-timeout", "300"]],
  [["some-server", "--token", "$TOKEN", "--api-key", "--lang", "sk-SK"]],
  [["some-server", "--private-key", "/home/me/key.pem", "--secret=@file"]],
])("finds none in %j", async ([args], { expect }) => {
  expect(await look(...args)).toEqual([]);
});

test("finds one in the URL of a host that goes there by itself", async ({ expect }) => {
  const scene = sceneOf(mac, {
    bad: { kind: "remote", url: `${url}?token=${secret}` },
    good: { kind: "remote", url },
  });
  const found = await secretArgument.look(scene, []);
  expect(found).toMatchObject([{ id: "secret-in-url", at: { name: "bad" } }]);
  expect(JSON.stringify(found)).not.toContain(secret);
});
