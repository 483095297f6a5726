import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "vitest";
import { writeTinyWorker } from "../../harness/tiny-worker.test-support.ts";
import type { RunReport } from "../../harness/run/report.ts";
import { runKit, spawnKit } from "../testing/run-kit.ts";

const callOut = (method: string) =>
  `fetch("https://api.example.com/v1/report?key=secret", { method: "${method}" }).catch(() => {})`;

async function writeRun(before: string) {
  const { wrangler, folder } = await writeTinyWorker(before);
  const scenario = join(folder, "tiny.yaml");
  await writeFile(
    scenario,
    "name: Tiny\nlanes: [http]\nsteps:\n  - tool: any\n    expect: { text: done }\n",
  );
  return ["test", scenario, "--wrangler", wrangler];
}

describe("a call to a host that is not emulated fails the run, which names method and URL,", () => {
  test("when a tool makes it and swallows its failure", async ({ expect }) => {
    const run = await writeRun(`if (request.method === "POST") await ${callOut("PUT")};`);
    const { status, stdout } = await runKit(...run);
    expect(status).toBe(1);
    expect(stdout).toContain("PUT https://api.example.com/v1/report");
    expect(stdout).not.toContain("secret");
    expect(stdout).toContain("0 passed, 1 failed");
  });

  test("when it is made at the end of the session", async ({ expect }) => {
    const run = await writeRun(`if (request.method === "DELETE") await ${callOut("PATCH")};`);
    const { status, stdout } = await runKit(...run, "--json");
    expect(status).toBe(1);
    const [lane] = (JSON.parse(stdout) as RunReport).scenarios[0]!.lanes;
    expect(lane).toMatchObject({
      status: "failed",
      steps: [
        { step: "tool any", status: "passed" },
        {
          step: "close",
          message: expect.stringContaining("PATCH https://api.example.com/v1/report"),
        },
      ],
    });
  });

  test("when it is made after the last answer", async ({ expect }) => {
    const late = `new Promise((resolve) => setTimeout(resolve, 50)).then(() => ${callOut("PUT")})`;
    const run = await writeRun(`if (request.method === "DELETE") context.waitUntil(${late});`);
    const { status, stdout, stderr } = await runKit(...run);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /tiny\.yaml {2}after its last answer\n.*PUT https:\/\/api\.example\.com\/v1\/report/,
    );
    expect(stderr).not.toMatch(/secret|defect/);
  });
});

describe("a Worker that does not answer", () => {
  test("to the end of a session passes, if its tools do", async ({ expect }) => {
    const run = await writeRun(
      `if (request.method === "DELETE") await new Promise(() => setInterval(() => {}, 1e6));`,
    );
    expect(await runKit(...run)).toMatchObject({ status: 0 });
  });

  test("at all is waited for once only", async ({ expect }) => {
    const { wrangler, folder } = await writeTinyWorker(
      `if (request.method === "POST") await new Promise(() => setInterval(() => {}, 1e6));`,
    );
    const step = "steps:\n  - tool: any\n    expect: { text: done }\n";
    for (const name of ["a", "b"]) {
      await writeFile(join(folder, `${name}.yaml`), `name: ${name}\nlanes: [http]\n${step}`);
    }
    const { status, stdout } = await runKit("test", folder, "--wrangler", wrangler);
    expect(status).toBe(1);
    expect(stdout.match(/took longer than \d+ s/g)).toEqual([
      "took longer than 15 s",
      "took longer than 5 s",
    ]);
  });

  test("at all is left at once on a signal", async ({ expect }) => {
    const run = await writeRun(`await new Promise(() => setInterval(() => {}, 1e6));`);
    const child = spawnKit(run);
    const ended = new Promise((resolve) => child.once("close", resolve));
    await sleep(4000); // it has started, and waits for the answer to `initialize`
    const signalled = performance.now();
    child.kill("SIGTERM");
    expect(await ended).toBe(143);
    expect(performance.now() - signalled).toBeLessThan(5000);
  });
});
