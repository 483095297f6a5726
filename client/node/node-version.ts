import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";

/** What mcp-remote's packages need; on Node.js 18 it ends while it starts. */
export const oldestNode = "20.18.1";

/** A version is a line; whoever says more is no Node.js. */
const longestAnswer = 1024;

/**
 * Asks a Node.js for its version, e.g. `24.21.0`. It is started without a shell and with no more than the environment of a bare session.
 *
 * @param timeoutMs after that it is ended, with all that it has started, and counts as none
 * @returns nothing when it is missing, does not start, or is something else than Node.js
 */
export async function askNodeVersion(node: string, timeoutMs = 5000): Promise<string | undefined> {
  const isWindows = process.platform === "win32";
  const asked = start(() =>
    spawn(node, ["--version"], {
      env: isWindows
        ? { SystemRoot: process.env["SystemRoot"] } // without it Windows starts no program
        : { HOME: homedir(), PATH: "/usr/bin:/bin" }, // a version manager's script looks for its versions there
      stdio: ["ignore", "pipe", "ignore"],
      // A group of its own, by which a version manager's script ends with what it has started.
      detached: !isWindows,
      windowsHide: true,
    }),
  );
  if (!asked) return undefined;
  const end = () => {
    asked.stdout.destroy();
    try {
      if (asked.pid !== undefined) process.kill(isWindows ? asked.pid : -asked.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  let answer = "";
  asked.stdout.on("data", (chunk: Buffer) => {
    answer += chunk.toString();
    if (answer.length > longestAnswer) end();
  });
  const timer = setTimeout(end, timeoutMs);
  try {
    await once(asked, "close");
  } catch {
    return undefined; // it could not be started
  } finally {
    clearTimeout(timer);
    end();
  }
  if (asked.exitCode !== 0) return undefined;
  return /^v(\d+\.\d+\.\d+)\s*$/.exec(answer)?.[1];
}

/** Some paths `spawn` refuses at once, such as a link to itself. */
function start<Child>(spawnIt: () => Child): Child | undefined {
  try {
    return spawnIt();
  } catch {
    return undefined;
  }
}

export function isNewEnough(version: string): boolean {
  return version.localeCompare(oldestNode, "en", { numeric: true }) >= 0;
}
