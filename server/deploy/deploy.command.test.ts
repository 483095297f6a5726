import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempDisposable, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "vitest";
import { createTestHarness } from "wrangler";
import { projectRoot } from "../../cli/testing/run-kit.ts";
import { serveCloudflareApi, type Upload } from "./cloudflare-api.test-support.ts";

const resource = "https://remote-mcp-kit.example.workers.dev/mcp";
const secrets = ["GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET", "COOKIE_ENCRYPTION_KEY"];

/** This project as it stands, but for its own `wrangler.jsonc` with a resource in it. */
async function openProject(resourceSet: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-deploy-"));
  const linked = ["server", "client", "node_modules", "package.json", "tsconfig.json"];
  await Promise.all(
    linked.map((name) => symlink(join(projectRoot, name), join(folder.path, name))),
  );
  const config = await readFile(join(projectRoot, "wrangler.jsonc"), "utf8");
  const ready = config.replace('"MCP_RESOURCE": ""', `"MCP_RESOURCE": "${resourceSet}"`);
  await writeFile(join(folder.path, "wrangler.jsonc"), ready);
  return Object.assign(folder, {
    async deploy(environment: Record<string, string>) {
      const child = spawn("npm", ["run", "--silent", "deploy"], {
        cwd: folder.path,
        env: { ...process.env, HOME: folder.path, ...environment },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const [stdout, stderr] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
      ]);
      return { exitStatus: child.exitCode, stdout, stderr };
    },
  });
}

/** Runs what was uploaded, with what was uploaded beside it, as workerd would at Cloudflare. */
async function serveUpload({ code, metadata }: Upload, folder: string) {
  const { bindings, compatibility_date, compatibility_flags } = metadata;
  const of = (type: string) => bindings.filter((binding) => binding.type === type);
  await writeFile(join(folder, "uploaded.js"), code);
  const configPath = join(folder, "uploaded.json");
  const config = {
    name: "remote-mcp-kit",
    main: "uploaded.js",
    no_bundle: true,
    compatibility_date,
    compatibility_flags,
    vars: Object.fromEntries(of("plain_text").map(({ name, text: value }) => [name, value])),
    kv_namespaces: of("kv_namespace").map(({ name }) => ({ binding: name })),
    durable_objects: {
      bindings: of("durable_object_namespace").map(({ name, class_name }) => ({
        name,
        class_name,
      })),
    },
    migrations: metadata.migrations.steps.map((step, index) => ({ tag: `v${index}`, ...step })),
    ratelimits: of("ratelimit"),
  };
  await writeFile(configPath, JSON.stringify(config));
  const values = Object.fromEntries(
    of("inherit").map(({ name }) => [name, createHash("sha256").update(name).digest("hex")]),
  );
  const harness = createTestHarness({ workers: [{ configPath, secrets: values }] });
  await harness.listen();
  return harness;
}

test("`npm run deploy` makes the KV namespace, and what it uploads is a Worker that runs", async ({
  expect,
}) => {
  await using api = await serveCloudflareApi(secrets);
  await using project = await openProject(resource);
  const { exitStatus, stdout, stderr } = await project.deploy(api.environment);
  expect([exitStatus, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("https://remote-mcp-kit.example.workers.dev");
  expect(api.namespaces).toEqual(["remote-mcp-kit-oauth-kv"]);
  const [upload, ...more] = api.uploads;
  if (!upload) throw new Error("Nothing was uploaded");
  expect(more).toEqual([]);
  const { bindings, migrations, observability } = upload.metadata;
  expect(observability).toEqual({ enabled: true });
  const bound = bindings.flatMap(({ class_name }) => class_name ?? []);
  expect(migrations.steps.flatMap((step) => step.new_sqlite_classes).toSorted()).toEqual(
    bound.toSorted(),
  );
  expect(bindings.filter(({ type }) => type === "inherit").map(({ name }) => name)).toEqual(
    secrets,
  );

  const harness = await serveUpload(upload, project.path);
  try {
    const { fetch } = harness.getWorker();
    const metadata = await fetch(
      new URL("/.well-known/oauth-protected-resource/mcp", resource).href,
    );
    expect([metadata.status, await metadata.json()]).toMatchObject([200, { resource }]);
    const refused = await fetch(resource, { method: "POST", body: "{}" });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringContaining("resource_metadata="),
    ]);
  } finally {
    await harness.close();
  }
});

test("WK-13 `npm run deploy` uploads nothing while a secret or the resource is missing", async ({
  expect,
}) => {
  await using api = await serveCloudflareApi(["GITHUB_CLIENT_ID"]);
  await using project = await openProject("");
  const { exitStatus, stderr } = await project.deploy(api.environment);
  expect(exitStatus).toBe(1);
  for (const name of ["MCP_RESOURCE", "GITHUB_CLIENT_SECRET", "COOKIE_ENCRYPTION_KEY"])
    expect(stderr).toContain(`${name} is missing`);
  expect(stderr).not.toMatch(/GITHUB_CLIENT_ID|\n\s+at /);
  expect([api.namespaces, api.uploads]).toEqual([[], []]);
});
