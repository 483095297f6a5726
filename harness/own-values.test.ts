import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { ownValues } from "./own-values.ts";

const given = {
  vars: { MCP_RESOURCE: "" },
  secrets: { GITHUB_CLIENT_ID: "our-id", GITHUB_CLIENT_SECRET: "our-secret" },
};

async function valuesOf(raw: Record<string, unknown>, files: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), "mcp-kit-values-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return ownValues(raw, join(folder, "wrangler.jsonc"), given);
}

test("HN-10 every stored secret has a stand-in, and variables stay", async ({ expect }) => {
  const raw = { vars: { REGION: "eu" }, secrets: { required: ["API_KEY"] } };
  expect(await valuesOf(raw, { ".dev.vars": "STRIPE=sk_live_1\nREGION=us" })).toEqual({
    vars: { REGION: "eu", MCP_RESOURCE: "" },
    secrets: {
      ...given.secrets,
      API_KEY: "mcp-kit-test-API_KEY",
      STRIPE: "mcp-kit-test-STRIPE",
    },
  });
});

test.for([".env", ".dev.vars.example", ".env.example"])(
  "%s says which secrets there are where there is no .dev.vars",
  async (file, { expect }) => {
    const { secrets } = await valuesOf({}, { [file]: "API_KEY=real" });
    expect(secrets["API_KEY"]).toBe("mcp-kit-test-API_KEY");
  },
);

test("what is called a credential of GitHub's is the emulated app's, also among the variables", async ({
  expect,
}) => {
  const raw = { vars: { GITHUB_CLIENT_ID: "Ov23liReal", AUTH_GITHUB_CLIENT_ID: "Ov23liReal" } };
  const { vars, secrets } = await valuesOf(raw, {
    ".dev.vars": "GITHUB_OAUTH_CLIENT_SECRET=real\nGOOGLE_CLIENT_ID=real",
  });
  expect(vars).toEqual({ MCP_RESOURCE: "" });
  expect(secrets).toEqual({
    ...given.secrets,
    AUTH_GITHUB_CLIENT_ID: "our-id",
    GITHUB_OAUTH_CLIENT_SECRET: "our-secret",
    GOOGLE_CLIENT_ID: "mcp-kit-test-GOOGLE_CLIENT_ID",
  });
});

// https://authjs.dev/getting-started/providers/github and https://next-auth.js.org/providers/github
test("the names that Auth.js reads are the emulated app's, and others that end alike are not", async ({
  expect,
}) => {
  const { secrets } = await valuesOf(
    {},
    {
      ".dev.vars": [
        "AUTH_GITHUB_ID",
        "AUTH_GITHUB_SECRET",
        "GITHUB_ID",
        "GITHUB_SECRET",
        "GITHUB_RUN_ID",
        "GITHUB_WEBHOOK_SECRET",
      ]
        .map((name) => `${name}=real`)
        .join("\n"),
    },
  );
  expect(secrets).toEqual({
    ...given.secrets,
    AUTH_GITHUB_ID: "our-id",
    AUTH_GITHUB_SECRET: "our-secret",
    GITHUB_ID: "our-id",
    GITHUB_SECRET: "our-secret",
    GITHUB_RUN_ID: "mcp-kit-test-GITHUB_RUN_ID",
    GITHUB_WEBHOOK_SECRET: "mcp-kit-test-GITHUB_WEBHOOK_SECRET",
  });
});
