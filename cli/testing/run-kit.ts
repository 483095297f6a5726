import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

export interface CommandResult {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Starts `mcp-kit` from source as a process of its own, in the project's folder; by Node.js alone, which is quicker than tsx. */
export function spawnKit(
  args: string[],
  options: { env?: NodeJS.ProcessEnv; detached?: boolean } = {},
) {
  return spawn(process.execPath, ["cli/bin.ts", ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: options.detached ?? false,
  });
}

/** Runs `mcp-kit` to its end. */
export function runKit(...args: string[]): Promise<CommandResult> {
  return runKitIn({}, ...args);
}

/** Runs `mcp-kit` to its end, with other variables than this process has. */
export async function runKitIn(
  options: { env?: NodeJS.ProcessEnv },
  ...args: string[]
): Promise<CommandResult> {
  const child = spawnKit(args, options);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, stdout, stderr };
}
