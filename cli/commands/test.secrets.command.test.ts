import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { secretsIn } from "../../harness/github/secrets.ts";
import { writeTinyWorker } from "../../harness/tiny-worker.test-support.ts";
import { runKit } from "../testing/run-kit.ts";

/** Besides GitHub's: the cookie key, GitHub's codes, and what the Worker issues. */
const secrets = /c00c1e[\da-f]{58}|\bc0de[\da-f]{16}\b|\b\d+:\w{16}:[\w-]{32}|Bearer (?!realm)\S/;

const files = ["scenarios/whoami", "broken/another-user", "broken/nobody-signs-in"].map(
  (name) => `fixtures/${name}.yaml`,
);

test.for([["--json"], []])(
  "LG-02 no secret is printed by runs that pass and that fail %j",
  async (flags, { expect }) => {
    const { status, stdout, stderr } = await runKit("test", ...files, ...flags);
    expect(status).toBe(1);
    expect(secretsIn(stdout + stderr)).toEqual([]);
    expect(stdout + stderr).not.toMatch(secrets);
  },
);

test.for(["{ matches: done }", '{ text: "2" }', "{ error: x }"])(
  "LG-02 a tool that answers with GitHub's token fails, and the token is not shown, where %s is expected",
  async (wanted, { expect }) => {
    const token = `gho_CANARYoctocat${"a".repeat(23)}`;
    const others = ` ghr_CANARYoctocat${"b".repeat(63)} secret=fa4efa4e${"0c".repeat(16)} c00c1e${"0d".repeat(29)}`;
    const leak = `if (request.method === "POST") {
    const { id, method } = await request.clone().json();
    const result = { content: [{ type: "text", text: "done with all of it ${token}${others}" }] };
    if (method === "tools/call") return Response.json({ jsonrpc: "2.0", id, result });
  }`;
    const { wrangler, folder } = await writeTinyWorker(leak);
    const file = join(folder, "leak.yaml");
    const steps = `\n  - tool: any\n    expect: ${wanted}`;
    await writeFile(file, `name: Leak\nlanes: [http]\nsteps:${steps}\n`);
    const { status, stdout } = await runKit("test", file, "--wrangler", wrangler);
    expect(status).toBe(1);
    expect(stdout).toContain("an answer without secrets");
    expect(stdout).toMatch(/gho_CANARYoctocata{7}…/);
    expect(stdout).not.toMatch(/a{8}|b{8}|(?:0c){8}|(?:0d){8}/);
  },
);
