import { writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, assert, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { completeSignIn } from "../harness/browser/sign-in.ts";
import { openFrontDoor } from "../harness/front-door.ts";
import { startKit, type Kit } from "../harness/index.ts";
import { openBearerDoor } from "./testing/conformance/bearer-door.test-support.ts";
import { runSuite } from "./testing/conformance/run-suite.test-support.ts";
import { writeConformanceConfig } from "./testing/conformance/write-config.test-support.ts";

const folder = "server/testing/conformance";
let kit: Kit;
beforeAll(async () => {
  await using config = await writeConformanceConfig();
  kit = await startKit({ wrangler: config.path });
});
afterAll(() => kit.close());
vi.setConfig({ testTimeout: 120_000 });

/** Signs in at an endpoint. @returns an address where it needs no sign-in any more */
async function openDoor(endpoint: string): Promise<string> {
  const { mcpAccessToken } = await kit.signIn({ as: "octocat", endpoint });
  const door = await openBearerDoor(kit.origin, mcpAccessToken);
  onTestFinished(() => door.close());
  return door.origin + endpoint;
}

test.for([
  ["2025-11-25", "/mcp", undefined],
  ["2025-11-25", "/mcp/stateless", `${folder}/2025-11-25.yaml`],
  ["2026-07-28", "/mcp/stateless", `${folder}/2026-07-28.yaml`],
] as const)("conforms to revision %s at %s", async ([revision, endpoint, baseline]) => {
  const required = ["server", "--url", await openDoor(endpoint), "--requirements", revision];
  const { exitStatus, output } = await runSuite(
    baseline ? [...required, "--expected-failures", baseline] : required,
  );
  assert.equal(exitStatus, 0, output);
});

test.for(["/mcp", "/mcp/stateless"])(
  "OH-14 %s passes the scenario dns-rebinding-protection of the conformance suite",
  async (endpoint) => {
    const url = await openDoor(endpoint);
    const { exitStatus, output } = await runSuite([
      "server",
      "--url",
      url,
      "--scenario",
      "dns-rebinding-protection",
      "--spec-version",
      "2025-11-25",
    ]);
    assert.equal(exitStatus, 0, output);
    assert.match(output, /Passed: 2\/2, 0 failed/);
  },
);

test("a failure fails the conformance run, and so does an expected one that does not occur", async () => {
  const door = await openDoor("/mcp/stateless");
  const run = (scenario: string, ...more: string[]) =>
    runSuite(["server", "--url", door, "--scenario", scenario, ...more]);
  const spec = ["--spec-version", "2025-11-25"];
  const expected = ["--expected-failures", `${folder}/2025-11-25.yaml`];
  expect((await run("tools-call-sampling", ...spec)).exitStatus).toBe(1);
  expect((await run("tools-call-sampling", ...spec, ...expected)).exitStatus).toBe(0);

  const stale = await writeBaseline("server:\n  - ping\n");
  const passed = await run("ping", ...spec, "--expected-failures", stale);
  expect(passed.exitStatus).toBe(1);
  expect(passed.output).toMatch(/stale[^]*ping/i);
});

async function writeBaseline(text: string): Promise<string> {
  const temporary = await mkdtemp(join(tmpdir(), "mcp-kit-conformance-"));
  onTestFinished(() => rm(temporary, { recursive: true }));
  const path = join(temporary, "expected-failures.yaml");
  await writeFile(path, text);
  return path;
}

test("conforms as an authorization server, with a person at the consent page", async () => {
  const free = await openFrontDoor(); // for a port that nobody has
  await free.close();
  const redirectUri = `http://127.0.0.1:${free.port}/callback`;
  const registered = await kit.request("/register", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ redirect_uris: [redirectUri], token_endpoint_auth_method: "none" }),
  });
  const { client_id: mcpClientId } = (await registered.json()) as { client_id: string };

  const person = async (line: string) => {
    if (!line.startsWith(`${kit.origin}/authorize?`)) return;
    const { url } = await completeSignIn({ url: line, login: "octocat", stopBefore: redirectUri });
    await fetch(url);
  };
  const client = ["--client-id", mcpClientId, "--resource", `${kit.origin}/mcp`];
  const { exitStatus, output } = await runSuite(
    ["authorization", "--url", kit.origin, ...client, "--port", String(free.port)],
    person,
  );
  assert.equal(exitStatus, 0, output);
  expect(output).toContain("authorization-code-grant: 1 passed");
});
