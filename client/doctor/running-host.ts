import { isHostRunning, runningHostWarning } from "../hosts/is-host-running.ts";
import { hostDefinition } from "../hosts/table.ts";
import type { Check } from "./check.ts";

/** A host that runs while its file is written, and may drop what is written. Where nothing is written it may run. */
export const runningHost: Check<"host-running"> = {
  finds: {
    "host-running": {
      severity: "warn",
      why: "It writes its file from memory, and may drop what is mended in it now.",
    },
  },
  async look({ files, platform, memory, options }, soFar) {
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
          mend: `Quit ${title} fully first, in the tray or menu bar too.`,
          advice: "Look again afterwards: mcp-kit doctor",
          at: { host, file, name: null },
        },
      ];
    });
    return (await Promise.all(found)).flat();
  },
};
