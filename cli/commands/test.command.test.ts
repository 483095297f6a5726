import { join } from "node:path";
import { describe, test } from "vitest";
import type { RunReport } from "../../harness/run/report.ts";
import { openFolder } from "../testing/open-folder.ts";
import { runKit } from "../testing/run-kit.ts";

const folder = await openFolder();

describe("the scenarios of this repository", () => {
  // All of them, in words for people: npm run e2e.
  test("pass on every lane, as one JSON document", async ({ expect }) => {
    const files = ["add", "whoami"].map((name) => `fixtures/scenarios/${name}.yaml`);
    const { status, stdout, stderr } = await runKit("test", ...files, "--json");
    const report = JSON.parse(stdout) as RunReport;
    expect({ status, stderr, ok: report.ok }).toEqual({ status: 0, stderr: "", ok: true });
    expect(report.scenarios.map(({ name }) => name)).toEqual([
      "Adds two numbers",
      "Knows who signed in",
    ]);
    for (const { lanes } of report.scenarios) {
      expect(lanes.map(({ lane, status: laneStatus }) => [lane, laneStatus])).toEqual([
        ["http", "passed"],
        ["mcp-remote", "passed"],
      ]);
      expect(lanes.flatMap(({ steps }) => steps).length).toBeGreaterThan(0);
    }
    expect(report.timings.startMs).toBeGreaterThan(0);
    expect(report.timings.signInMs).toBeGreaterThan(0);
    expect(report.trace).toBeNull();
  });

  test("each have a broken twin that fails, at the line that is wrong", async ({ expect }) => {
    const { status, stdout } = await runKit("test", "fixtures/broken", "--json");
    const report = JSON.parse(stdout) as RunReport;
    expect({ status, ok: report.ok }).toEqual({ status: 1, ok: false });
    const found = report.scenarios.flatMap(({ name, lanes }) =>
      lanes.map(({ lane, status: laneStatus, steps }) => ({
        what: `${name} · ${lane}`,
        status: laneStatus,
        message: steps.find((step) => step.status === "failed")?.message?.split("\n")[0],
      })),
    );
    expect(found.filter((lane) => lane.status !== "failed")).toEqual([]);
    expect(found).toHaveLength(30);
    expect(Object.fromEntries(found.map(({ what, message }) => [what, message]))).toMatchObject({
      "text · http": "fixtures/broken/text.yaml:6:21  tool add · text",
      "text · mcp-remote": "fixtures/broken/text.yaml:6:21  tool add · text",
      "structured · mcp-remote": "fixtures/broken/structured.yaml:6:27  tool add · structured",
      "matches · http": "fixtures/broken/matches.yaml:6:24  tool add · matches",
      "includes · mcp-remote": "fixtures/broken/includes.yaml:5:25  list tools · includes",
      "error · http": "fixtures/broken/error.yaml:6:22  tool add · error",
      "unexpected refusal · mcp-remote": "fixtures/broken/unexpected-refusal.yaml:4:5  tool add",
      "another user · http": "fixtures/broken/another-user.yaml:5:27  tool whoami · structured",
      "fault missed · http": "fixtures/broken/fault-missed.yaml:4:5  github 500",
      "sign-in refused · http": "fixtures/broken/sign-in-refused.yaml:6:5  signIn hubot",
      "sign-in refused · mcp-remote": "fixtures/broken/sign-in-refused.yaml:6:5  signIn hubot",
      "github · mcp-remote": "fixtures/broken/github-down.yaml:6:5  tool whoami",
      "public · mcp-remote": "fixtures/broken/public.yaml:6:21  tool add · text",
      "withinMs · http": "fixtures/broken/within-ms.yaml:6:25  tool add · withinMs",
      "capture · http": "fixtures/broken/capture.yaml:7:21  tool add · sum",
    });
  });
});

test("one failure among what passes fails the run, and is shown with expected and received side by side", async ({
  expect,
}) => {
  const { status, stdout } = await runKit(
    "test",
    "fixtures/scenarios/public.yaml",
    "fixtures/broken/text.yaml",
    "--lane",
    "http",
  );
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /fixtures\/broken\/text\.yaml:6:21 {2}tool add · text\n +expected +│ received\n +"43" +┃ "42"\n/,
  );
  expect(stdout).toContain("1 passed, 1 failed");
});

describe("bad input ends before anything is started", () => {
  const cases: [what: string, args: string[], status: number, message: RegExp][] = [
    ["no scenario at a path", ["nowhere"], 2, /No scenario is at "nowhere"/],
    ["a folder without a scenario", ["cli"], 2, /No scenario is at "cli"/],
    ["an unknown flag", ["--bogus"], 2, /Unknown option '--bogus'/],
    ["an unknown lane", ["--lane", "carrier-pigeon"], 2, /There is no lane "carrier-pigeon"/],
    [
      "--matrix with an endpoint elsewhere",
      ["--matrix", "--endpoint", "https://evil.example/mcp"],
      2,
      /"https:\/\/evil\.example\/mcp" is not the Worker's/,
    ],
    ["--matrix with files", ["--matrix", "fixtures/scenarios"], 2, /--matrix runs no scenario/],
    [
      "--matrix with an unknown client",
      ["--matrix", "--client", "curl"],
      2,
      /The clients are sdk-v1, /,
    ],
    ["a flag of the matrix without it", ["--tool", "me"], 2, /--tool goes with --matrix only/],
    ["a port that is no number", ["--port", "80a"], 2, /--port "80a" is no port number/],
    [
      "a Wrangler configuration that is not there",
      ["--wrangler", "nowhere.jsonc"],
      4,
      /no Wrangler configuration at "nowhere.jsonc"/,
    ],
  ];
  test.for(cases)("%s", async ([, args, status, message], { expect }) => {
    const result = await runKit("test", ...args);
    expect(result).toMatchObject({ status, stdout: "", stderr: expect.stringMatching(message) });
    expect(result.stderr).not.toContain("    at ");
  });

  test("a lane that no scenario has", async ({ expect }) => {
    const path = await folder.writeFiles("only-http", {
      "a.yaml": "name: a\nlanes: [http]\nsteps:\n  - tool: add\n    expect: { text: a }\n",
    });
    const { status, stderr } = await runKit("test", path, "--lane", "mcp-remote");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining("No scenario has the lane mcp-remote."),
    });
  });

  test("unknown faults, and the faults there are", async ({ expect }) => {
    const path = await folder.writeFiles("fault", {
      "a.yaml":
        "name: a\nsteps:\n  - github: GET /user\n    fault: banana\n  - github: GET /userz\n    fault: '500'\n  - tool: add\n    expect: { text: a }\n",
    });
    const { status, stderr } = await runKit("test", path);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /a\.yaml:3:5 {2}There is no fault "banana" .*\n.*a\.yaml:5:5 {2}.*"GET \/userz".*\n.*bad-credentials/,
      ),
    });
  });

  test.for([
    ["GET /user", "", /a\.yaml:5:5 {2}No fault is planned for "GET \/user"\.\n.*GET \/user\*/],
    ["GET /user*", "\n    login: hubot", /a\.yaml:5:5 {2}fault: none goes with no login/],
  ] as const)(
    "an end of a fault that nobody planned, or that says too much: %s",
    async ([address, more, message], { expect }) => {
      const path = await folder.writeFiles("fault-none", {
        "a.yaml": `name: a\nsteps:\n  - github: GET /user*\n    fault: "503"\n  - github: ${address}\n    fault: none${more}\n  - tool: add\n    expect: { text: a }\n`,
      });
      const { status, stderr } = await runKit("test", path);
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(message) });
    },
  );

  test("an unknown login, and the logins there are", async ({ expect }) => {
    const path = await folder.writeFiles("login", {
      "a.yaml": "name: a\nas: nobody\nsteps:\n  - tool: add\n    expect: { text: a }\n",
    });
    const { status, stderr } = await runKit("test", path);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /a\.yaml:2:5 {2}"nobody" is not an emulated GitHub user\nThe logins are octocat, /,
      ),
    });
  });

  test("broken scenarios, all of them at once, as JSON when asked", async ({ expect }) => {
    const path = await folder.writeFiles("broken", {
      "a.yaml": "name: [",
      "b.yaml": "name: 1\nsteps: []\n",
    });
    const { status, stdout, stderr } = await runKit("test", path, "--json");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    const { error } = JSON.parse(stderr) as {
      error: { code: string; message: string; hint: string };
    };
    expect(error.code).toBe("SCENARIO_INVALID");
    expect(error.message).toMatch(
      /a\.yaml:1:8 {2}YAML: .*\n.*b\.yaml:1:7 {2}name: expected string/,
    );
    expect(error.hint).not.toBe("");
  });
});

test("a Worker that calls a host that is not emulated fails the run, which names method and URL", async ({
  expect,
}) => {
  const path = await folder.writeFiles("calls-out", {
    "wrangler.jsonc": `{ "name": "calls-out", "main": "index.js", "compatibility_date": "2026-10-01" }`,
    // As small as an MCP server gets: its one tool swallows the failure of its call.
    "index.js": `const results = {
  initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "calls-out", version: "1" } },
  "tools/call": { content: [{ type: "text", text: "done" }] },
};
export default {
  async fetch(request) {
    if (request.method !== "POST") return new Response(null, { status: 405 });
    const { id, method } = await request.json();
    if (id === undefined) return new Response(null, { status: 202 });
    if (method === "tools/call") await fetch("https://api.example.com/v1/report?key=secret", { method: "PUT" }).catch(() => {});
    return Response.json({ jsonrpc: "2.0", id, result: results[method] });
  },
};
`,
    "calls-out.yaml": "name: Calls out\nsteps:\n  - tool: any\n    expect: { text: done }\n",
  });
  const result = await runKit("test", path, "--wrangler", join(path, "wrangler.jsonc"));
  expect(result.status).toBe(1);
  expect(result.stdout).toContain("PUT https://api.example.com/v1/report");
  expect(result.stdout).not.toContain("secret");
  expect(result.stdout).toContain("0 passed, 2 failed");
});
