import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const suite = createRequire(import.meta.url).resolve(
  "@modelcontextprotocol/conformance/dist/index.js",
);

/** What the suite printed, and whether it is content. */
export interface SuiteRun {
  exitStatus: number | null;
  output: string;
}

/**
 * Runs the official conformance suite as a process of its own.
 *
 * @param onLine is given every line that it prints, as it prints it
 * @see https://github.com/modelcontextprotocol/conformance
 */
export async function runSuite(
  args: readonly string[],
  onLine: (line: string) => unknown = () => {},
): Promise<SuiteRun> {
  const child = spawn(process.execPath, [suite, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: 120_000,
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let output = "";
  for await (const line of createInterface(child.stdout)) {
    output += `${line}\n`;
    onLine(line);
  }
  return { exitStatus: await ended, output };
}
