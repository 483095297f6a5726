import { pathRules, variableFolder, type Platform } from "../platform.ts";

export interface RunningProcess {
  /** Its name or the path of its executable, as the system tells it. */
  name: string;
  /** When it was started, in milliseconds since 1970, to the second; missing where the system does not tell. */
  startedMs?: number;
}

/** Gives what runs now. */
export type ListProcesses = (platform: Platform) => Promise<RunningProcess[]>;

/** A system under load answers later; a user waits no longer than this for a mere warning. */
const timeoutMs = 3000;
const maxBuffer = 8 * 1024 * 1024;

const listers: Record<Platform["os"], ListProcesses> = {
  linux: listProc,
  darwin: async () => lines(await run("/bin/ps", ["-axo", "etime=,comm="])).map(parsePs),
  win32: async (platform) => {
    const system = variableFolder(platform, "SystemRoot") ?? "C:\\Windows";
    const tasklist = pathRules(platform).join(system, "System32", "tasklist.exe");
    // "Claude.exe","1234","Console","1","120.000 K"
    return lines(await run(tasklist, ["/fo", "csv", "/nh"])).map((line) => ({
      name: /^"([^"]*)"/.exec(line)?.[1] ?? "",
    }));
  },
};

/** Lists what runs on this machine, by the system's own means. No shell, and no program that PATH would choose. */
export const listProcesses: ListProcesses = (platform) => listers[platform.os](platform);

/** Both names of a process: `comm` is cut at 15 letters, and the executable of another user's cannot be seen. */
async function listProc(): Promise<RunningProcess[]> {
  const { readdir, readFile, readlink } = await import("node:fs/promises");
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (name: string) => readFile(`/proc/${name}`, "utf8").catch(() => "");
  const bootS = Number(/^btime (\d+)$/m.exec(await read("stat"))?.[1]);
  const found = ids.map(async (id) => {
    const [stat, path] = await Promise.all([
      read(`${id}/stat`),
      readlink(`/proc/${id}/exe`).catch(() => ""),
    ]);
    // `1 (a name) S …`: the 22nd is the start, in hundredths of a second since the machine's own.
    const [name, fields] = [stat.indexOf("("), stat.lastIndexOf(")")];
    const [state, ...others] = stat.slice(fields + 2).split(" ");
    if (state === "Z") return []; // it has ended, and its parent has not asked yet
    const startedMs = bootS * 1000 + Number(others[18]) * 10;
    return [stat.slice(name + 1, fields), path.replace(/ \(deleted\)$/, "")].map((each) =>
      Number.isFinite(startedMs) ? { name: each, startedMs } : { name: each },
    );
  });
  return (await Promise.all(found)).flat();
}

/** A line such as `02-03:04:05 /Applications/Claude.app/Contents/MacOS/Claude`: for how long it runs, and its path. */
export function parsePs(line: string): RunningProcess {
  const [, days = "0", hours = "0", minutes, seconds, name = ""] =
    /^\s*(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+)\s+(.*)$/.exec(line) ?? [];
  if (minutes === undefined) return { name: line.trim() };
  const runsS = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return { name, startedMs: Date.now() - runsS * 1000 };
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
