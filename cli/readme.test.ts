import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, onTestFinished, test } from "vitest";
import { gitHubFaultNames } from "../harness/github/fault-plan.ts";
import { loadScenario } from "../harness/scenario/load.ts";
import { projectRoot } from "./testing/run-kit.ts";

const readme = await readFile(join(projectRoot, "README.md"), "utf8");
const manifest = JSON.parse(await readFile(join(projectRoot, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    ([, text]) => text ?? "",
  );
}

async function scratchFolder(): Promise<string> {
  // Inside the project, where its packages resolve.
  const folder = await mkdtemp(join(projectRoot, "dist-readme-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe("README.md", () => {
  test("shows scenarios that the kit accepts", async ({ expect }) => {
    const folder = await scratchFolder();
    expect(blocks("yaml")).not.toHaveLength(0);
    for (const text of blocks("yaml")) {
      await writeFile(join(folder, "scenario.yaml"), text);
      await expect(loadScenario(join(folder, "scenario.yaml"))).resolves.toBeTypeOf("object");
    }
  });

  test("shows TypeScript that compiles against the doors of the package", async ({ expect }) => {
    const folder = await scratchFolder();
    expect(blocks("ts")).not.toHaveLength(0);
    for (const [index, text] of blocks("ts").entries())
      await writeFile(join(folder, `snippet-${index}.ts`), text);
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(projectRoot, "tsconfig.json"),
        compilerOptions: {
          paths: {
            "remote-mcp-kit/client": [join(projectRoot, "client/index.ts")],
            "remote-mcp-kit/harness": [join(projectRoot, "harness/index.ts")],
            "remote-mcp-kit/vitest": [join(projectRoot, "harness/vitest.ts")],
          },
        },
        files: blocks("ts").map((_, index) => `snippet-${index}.ts`),
        include: [],
      }),
    );
    const compiled = promisify(execFile)(join(projectRoot, "node_modules/.bin/tsc"), [
      "-p",
      folder,
    ]);
    expect(await compiled.catch((error: unknown) => error)).toMatchObject({ stdout: "" });
  });

  test("names every fault that the emulated GitHub has", ({ expect }) => {
    expect(gitHubFaultNames.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test("names npm scripts and files that exist", async ({ expect }) => {
    const scripts = [...readme.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(
      ([, name]) => name ?? "",
    );
    expect(scripts.filter((name) => !(name in manifest.scripts))).toEqual([]);
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path ?? "");
    expect(links).not.toHaveLength(0);
    for (const path of links)
      await expect(access(join(projectRoot, path))).resolves.toBeUndefined();
  });
});
