import { existsSync, readFileSync } from "node:fs";

/** Whether a process runs. One that has ended and waits to be collected by its parent does not. */
export function isRunning(pid: number): boolean {
  if (existsSync("/proc/self/stat")) {
    const stat = readIfThere(`/proc/${pid}/stat`);
    return stat !== undefined && !/\) [ZX] /.test(stat);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
