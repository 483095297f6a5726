import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const bin = join(
  dirname(createRequire(import.meta.url).resolve("wrangler/package.json")),
  "bin/wrangler.js",
);

/** What a command printed, and how it ended. */
export interface Finished {
  exitStatus: number | null;
  stdout: string;
  stderr: string;
}

/** Runs this project's wrangler, which is not asked anything and so asks nothing. */
export function runWrangler(args: readonly string[]): Promise<Finished> {
  return runProgram(bin, args);
}

/** Runs a program of Node.js to its end. */
export async function runProgram(file: string, args: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, WRANGLER_SEND_METRICS: "false" },
  });
  const finished: Finished = { exitStatus: null, stdout: "", stderr: "" };
  child.stdout.on("data", (data) => void (finished.stdout += String(data)));
  child.stderr.on("data", (data) => void (finished.stderr += String(data)));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  finished.exitStatus = await promise;
  return finished;
}
