import { setTimeout } from "node:timers/promises";
import { isHostRunning, runningHostWarning } from "../hosts/is-host-running.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import { KitError } from "../kit-error.ts";
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
      why: "It writes its file from memory, and may drop what is mended in it now.",
    },
  },
  async look(scene, soFar) {
    const { files, platform, memory, options } = scene;
    const written = (file: string | null) => file !== null && memory.written.has(file);
    const concerned = new Set([
      ...files.flatMap(({ host, file }) => (written(file) ? [host] : [])),
      ...soFar.flatMap(({ at, changesFile }) => (changesFile && at.host ? [at.host] : [])),
    ]);
    const found = [...concerned].map(async (host) => {
      const running = await isHostRunning(host, platform, options.processes);
      if (!runningHostWarning(host, running)) return [];
      const { title } = hostDefinition(host);
      const file = files.find((each) => each.host === host)?.file ?? null;
      return [
        {
          id: "host-running" as const,
          what: `${title} is running${written(file) ? " while its file is written" : ""}.`,
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
