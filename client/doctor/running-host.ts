import { setTimeout } from "node:timers/promises";
import { hostStartedMs, isHostRunning, runningHostWarning } from "../hosts/is-host-running.ts";
import { listProcesses, type ListProcesses } from "../hosts/list-processes.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import { KitError } from "../kit-error.ts";
import { quote } from "../quote.ts";
import { wantedSteps } from "../receipt.ts";
import type { Check } from "./check.ts";
import { commandLine, kitCommand } from "./mend-command.ts";
import type { Scene } from "./scene.ts";

const pollMs = 500;

/**
 * A host that runs while its file is written, and may drop what is written. Where nothing is written it may run. Only its user can
 * tell what quitting it would interrupt: it is waited for, never ended.
 */
export const runningHost: Check<"host-running"> = {
  finds: {
    "host-running": {
      severity: "warn",
      why: "It writes its file from memory, and may drop what was written in it since it was started.",
    },
  },
  async look(scene, soFar) {
    const { files, platform, memory, options } = scene;
    let listed: ReturnType<ListProcesses> | undefined;
    const list: ListProcesses = () => (listed ??= (options.processes ?? listProcesses)(platform));
    const written = (file: string | null) => file !== null && memory.written.has(file);
    const hosts = new Set(
      [...files, ...soFar.map(({ at }) => at)].flatMap(({ host }) => host ?? []),
    );
    const found = [...hosts].map(async (host) => {
      const file = files.find((each) => each.host === host)?.file ?? null;
      const isWritten = files.some((each) => each.host === host && written(each.file));
      const isDue = soFar.some(({ at, changesFile }) => changesFile && at.host === host);
      const unread = await unreadBy(host, scene, list);
      if (!isWritten && !isDue && unread === undefined) return [];
      if (!runningHostWarning(host, await isHostRunning(host, platform, list))) return [];
      const { title } = hostDefinition(host);
      const since = unread && `, and has been since before the entry ${quote(unread)} was written`;
      return [
        {
          id: "host-running" as const,
          what: `${title} is running${isWritten ? " while its file is written" : (since ?? "")}.`,
          mend: fixCommand(host, file, scene),
          advice: `Quit ${title} fully first, in the tray or menu bar too: in a terminal the command waits for its end, and writes then.`,
          at: { host, file, name: null },
          fix: () => waitForItsEnd(host, scene),
          beforeWriting: true as const,
        },
      ];
    });
    return (await Promise.all(found)).flat();
  },
};

/** The entry of the kit's that a host which runs has not read: it was written since it was started. */
async function unreadBy(
  host: Host,
  { receipts, platform }: Scene,
  list: ListProcesses,
): Promise<string | undefined> {
  const steps = receipts.flatMap(wantedSteps).filter((step) => step.host === host);
  if (steps.length === 0) return undefined;
  const startedMs = await hostStartedMs(host, platform, list);
  if (startedMs === undefined) return undefined;
  // The system tells the start to the second.
  return steps.findLast(({ date }) => Date.parse(date) > startedMs + 1000)?.name;
}

function fixCommand(
  host: Host,
  file: string | null,
  { platform, options: { name } }: Scene,
): string {
  const words = ["doctor", ...(name === undefined ? [] : [name]), "--fix"];
  return file === null
    ? commandLine(["mcp-kit", ...words], platform)
    : kitCommand(words, { host, file }, platform);
}

async function waitForItsEnd(host: Host, { platform, options }: Scene): Promise<void> {
  const { processes, quitWithinMs = 0, signal, onProgress } = options;
  const { title } = hostDefinition(host);
  const untilMs = Date.now() + quitWithinMs;
  if (quitWithinMs > 0)
    onProgress?.(
      `Quit ${title} fully, in the tray or menu bar too: waiting for its end, ${quitWithinMs / 1000} s at most`,
    );
  // What cannot be told is no end.
  while ((await isHostRunning(host, platform, processes)) !== false) {
    if (Date.now() >= untilMs)
      throw new KitError("HOST_RUNNING", `${title} was still running.`, {
        hint: "It may drop what was mended in its file: look again once it has ended.",
      });
    await setTimeout(pollMs, undefined, signal && { signal });
  }
}
