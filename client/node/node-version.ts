import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What mcp-remote's packages need; on Node.js 18 it ends while it starts. */
export const oldestNode = "20.18.1";

/**
 * Asks a Node.js for its version, e.g. `24.21.0`. It is started without a shell and with an empty environment.
 *
 * @param timeoutMs after that it is ended, and counts as none
 * @returns nothing when it is missing, does not start, or is something else than Node.js
 */
export async function askNodeVersion(node: string, timeoutMs = 5000): Promise<string | undefined> {
  const systemRoot = process.env["SystemRoot"];
  const asked = promisify(execFile)(node, ["--version"], {
    // Windows starts no program without this one.
    env: systemRoot === undefined ? {} : { SystemRoot: systemRoot },
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    maxBuffer: 1024,
    windowsHide: true,
  });
  const { stdout } = await asked.catch(() => ({ stdout: "" }));
  return /^v(\d+\.\d+\.\d+)\s*$/.exec(stdout)?.[1];
}

export function isNewEnough(version: string): boolean {
  return version.localeCompare(oldestNode, "en", { numeric: true }) >= 0;
}
