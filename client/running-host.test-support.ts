import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";

/** Runs a program that this machine's list of processes shows as Claude Desktop. Linux only. */
export async function runClaudeDesktop(folder: string): Promise<AsyncDisposable> {
  const file = join(folder, "claude-desktop");
  await copyFile("/bin/sleep", file);
  const child = spawn(file, ["60"], { stdio: "ignore" });
  await once(child, "spawn");
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
