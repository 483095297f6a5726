import { pathRules, variableFolder, type Platform } from "../platform.ts";

/** Gives what runs now: names or paths of executables, as the system tells them. */
export type ListProcesses = (platform: Platform) => Promise<string[]>;

/** A system under load answers later; a user waits no longer than this for a mere warning. */
const timeoutMs = 3000;
const maxBuffer = 8 * 1024 * 1024;

const listers: Record<Platform["os"], ListProcesses> = {
  linux: listProc,
  darwin: async () => lines(await run("/bin/ps", ["-axo", "comm="])),
  win32: async (platform) => {
    const system = variableFolder(platform, "SystemRoot") ?? "C:\\Windows";
    const tasklist = pathRules(platform).join(system, "System32", "tasklist.exe");
    // "Claude.exe","1234","Console","1","120.000 K"
    return lines(await run(tasklist, ["/fo", "csv", "/nh"])).map(
      (line) => /^"([^"]*)"/.exec(line)?.[1] ?? "",
    );
  },
};

/** Lists what runs on this machine, by the system's own means. No shell, and no program that PATH would choose. */
export const listProcesses: ListProcesses = (platform) => listers[platform.os](platform);

/** Both names of a process: `comm` is cut at 15 letters, and the executable of another user's cannot be seen. */
async function listProc(): Promise<string[]> {
  const { readdir, readFile, readlink } = await import("node:fs/promises");
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(
    ids.flatMap((id) => [
      readFile(`/proc/${id}/comm`, "utf8").catch(() => ""),
      readlink(`/proc/${id}/exe`).catch(() => ""),
    ]),
  );
  return names.map((name) => name.trim().replace(/ \(deleted\)$/, ""));
}

async function run(file: string, args: string[]): Promise<string> {
  // Loaded late: most commands start without a look at what runs.
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const { stdout } = await promisify(execFile)(file, args, {
    shell: false,
    timeout: timeoutMs,
    maxBuffer,
    windowsHide: true,
  });
  return stdout;
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== "");
}
