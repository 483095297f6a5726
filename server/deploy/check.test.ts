import { describe, test } from "vitest";
import { describeMissing, missingSettings, type WranglerConfig } from "./missing.ts";
import { readSecretList } from "./secret-list.ts";

const config = {
  vars: {
    MCP_RESOURCE: "https://my-worker.example.workers.dev/mcp",
    GITHUB_URL: "https://github.com",
  },
  kv_namespaces: [{ binding: "OAUTH_KV" }],
};
const secrets = ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "COOKIE_ENCRYPTION_KEY"];

function wordsOf(of: WranglerConfig, names: string[]): string {
  return describeMissing(of, { kind: "listed", names }) ?? "";
}

describe("before it deploys, the check", () => {
  test("is content with all secrets and a resource", ({ expect }) => {
    expect(missingSettings(config, secrets)).toEqual([]);
  });

  test("WK-13 names each missing secret and the command that sets it", ({ expect }) => {
    const words = wordsOf(config, ["GITHUB_CLIENT_ID"]);
    expect(words).not.toContain("GITHUB_CLIENT_ID");
    expect(words).toContain(
      "GITHUB_CLIENT_SECRET is missing\n    npx wrangler secret put GITHUB_CLIENT_SECRET",
    );
    expect(words).toMatch(
      /COOKIE_ENCRYPTION_KEY is missing\n {4}node -p .* \| npx wrangler secret put/,
    );
  });

  test.for([
    ["", "is missing"],
    ["<your Worker>", "is "],
    ["https://my-worker.example.workers.dev", "is "],
    ["http://localhost:8788/mcp", "is an address of this machine: http://localhost:8788/mcp\n"],
  ] as const)(
    "WK-10 does not take %j for the address of a deployed Worker",
    ([resource, problem], { expect }) => {
      const words = wordsOf({ ...config, vars: { MCP_RESOURCE: resource } }, secrets);
      expect(words).toContain(`MCP_RESOURCE ${problem}`);
      expect(words).toMatch(/MCP_RESOURCE is .*\n {4}wrangler\.jsonc: "vars": /);
    },
  );

  test("WK-13 tells where people sign in elsewhere that GitHub's secrets are not to be asked for", ({
    expect,
  }) => {
    const vars = { ...config.vars, OIDC_ISSUER: "https://issuer.example", OIDC_CLIENT_ID: "kit" };
    const oidc = { ...config, vars, secrets: { required: secrets } };
    const words = wordsOf(oidc, ["COOKIE_ENCRYPTION_KEY"]);
    expect(words).toContain("npx wrangler secret put OIDC_CLIENT_SECRET\n    wrangler.jsonc: ");
    expect(words).toContain("secrets.required names GitHub's");
    const required = ["OIDC_CLIENT_SECRET", "COOKIE_ENCRYPTION_KEY"];
    expect(missingSettings({ ...oidc, secrets: { required } }, required)).toEqual([]);
  });

  const unlisted = [
    { kind: "signed-out" },
    { kind: "failed", words: "fetch failed\nNo internet connection" },
  ] as const;
  test.for(unlisted)(
    "WK-10 WK-13 names what can be told without an account, and how each secret is set ($kind)",
    (list, { expect }) => {
      const vars = { ...config.vars, MCP_RESOURCE: "" };
      const words = describeMissing({ ...config, vars, kv_namespaces: [] }, list) ?? "";
      expect(words).toContain("MCP_RESOURCE is missing\n    wrangler.jsonc: ");
      expect(words).toContain("OAUTH_KV is not bound to a KV namespace\n    wrangler.jsonc: ");
      for (const name of secrets) {
        expect(words).toMatch(new RegExp(`${name} was not looked at\n    .*secret put ${name}`));
      }
      expect(words).not.toContain("OIDC_CLIENT_SECRET");
      expect(words).toContain(list.kind === "failed" ? `  No internet` : "npx wrangler login");
    },
  );

  test("WK-13 refuses as well where only the secrets could not be looked at", ({ expect }) => {
    const words = describeMissing(config, { kind: "signed-out" }) ?? "";
    expect(words.match(/\w+ was not looked at/g)).toHaveLength(secrets.length);
    expect(words).not.toContain("MCP_RESOURCE");
  });

  test("names a KV namespace that is not bound", ({ expect }) => {
    const missing = missingSettings({ ...config, kv_namespaces: [] }, secrets);
    expect(missing.map(({ name }) => name)).toEqual(["OAUTH_KV"]);
  });
});

function failed(stderr: string) {
  return readSecretList({ exitStatus: 1, stdout: "", stderr });
}

describe("of `wrangler secret list`, the check", () => {
  test("reads the names", ({ expect }) => {
    const stdout = '\n[\n  { "name": "GITHUB_CLIENT_ID", "type": "secret_text" }\n]\n';
    const list = readSecretList({ exitStatus: 0, stdout, stderr: "" });
    expect(list).toEqual({ kind: "listed", names: ["GITHUB_CLIENT_ID"] });
  });

  test("takes a Worker that was never deployed for one without secrets", ({ expect }) => {
    const words = '✘ [ERROR] Worker "remote-mcp-kit" not found.';
    expect(failed(words)).toEqual({ kind: "listed", names: [] });
  });

  test("tells a machine without an account from any other failure", ({ expect }) => {
    const words = "it's necessary to set a CLOUDFLARE_API_TOKEN environment variable";
    expect(failed(words)).toEqual({ kind: "signed-out" });
    expect(failed("\u001B[31mfetch failed\u001B[0m\n")).toEqual({
      kind: "failed",
      words: "fetch failed",
    });
  });
});
