import { pathRules, type Platform } from "../platform.ts";
import { listProcesses, type ListProcesses, type RunningProcess } from "./list-processes.ts";
import { hostDefinition, type Host } from "./table.ts";

/** What a user is told before a file is written that a running host would overwrite. */
export interface HostWarning {
  message: string;
  hint: string;
}

/** Linux tells a process by so many letters of its name. */
const commLength = 15;

/**
 * Says whether the host runs now. Undefined means unknown: nothing tells its processes apart, or the system did not answer. It
 * never throws, since no command should fail over it.
 */
export async function isHostRunning(
  host: Host,
  platform: Platform,
  list: ListProcesses = listProcesses,
): Promise<boolean | undefined> {
  const found = await processesOf(host, platform, list);
  return found && found.length > 0;
}

/** Says since when the host runs, in milliseconds since 1970; undefined where it does not, or nobody knows. */
export async function hostStartedMs(
  host: Host,
  platform: Platform,
  list: ListProcesses = listProcesses,
): Promise<number | undefined> {
  const found = (await processesOf(host, platform, list)) ?? [];
  const starts = found.flatMap(({ startedMs }) => startedMs ?? []);
  return starts.length > 0 ? Math.min(...starts) : undefined;
}

async function processesOf(
  host: Host,
  platform: Platform,
  list: ListProcesses,
): Promise<RunningProcess[] | undefined> {
  const names = hostDefinition(host).processes[platform.os];
  if (names.length === 0) return undefined;
  try {
    const running = await list(platform);
    return running.filter((process) =>
      names.some((name) => isCalled(process.name, name, platform)),
    );
  } catch {
    return undefined; // the warning is a courtesy; what is done next is guarded by itself
  }
}

/** Gives the warning for a host that runs and rewrites its file; undefined where there is nothing to warn of. */
export function runningHostWarning(
  host: Host,
  running: boolean | undefined,
): HostWarning | undefined {
  const { title, rewritesFile = false } = hostDefinition(host);
  if (running !== true || !rewritesFile) return undefined;
  return {
    message: `${title} is running. It rewrites its configuration file from memory, and may drop what is written now.`,
    hint: `Quit ${title} fully first, in the tray or menu bar too, then run the command again.`,
  };
}

/** Says it in one sentence after the other, to whom a file is about to be written; nothing where there is nothing to warn of. */
export async function warnOfRunningHost(
  host: Host,
  platform: Platform,
  processes?: ListProcesses,
): Promise<string[]> {
  const warning = runningHostWarning(host, await isHostRunning(host, platform, processes));
  return warning ? [`${warning.message} ${warning.hint}`] : [];
}

function isCalled(process: string, name: string, platform: Platform): boolean {
  const file = pathRules(platform).basename(process);
  if (platform.os === "win32")
    return file.toLowerCase().replace(/\.exe$/, "") === name.toLowerCase();
  if (name.endsWith(".app")) return process.includes(`/${name}/`);
  return file === name || (name.length > commLength && file === name.slice(0, commLength));
}
