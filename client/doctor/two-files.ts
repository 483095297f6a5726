import { hostConfigFiles } from "../host-config-file.ts";
import { hostDefinition } from "../hosts/table.ts";
import type { Check } from "./check.ts";
import { commandLine } from "./mend-command.ts";

/** Two files of one host, of which its installation reads one: on Windows the classic and the MSIX build of Claude Desktop. */
export const twoFiles: Check<"two-host-files"> = {
  finds: {
    "two-host-files": {
      severity: "warn",
      why: "Each build of the host reads a file of its own, and what stands in the other one is never started.",
    },
  },
  look({ files, platform }) {
    return [...new Set(files.map(({ host }) => host))].flatMap((host) => {
      const there = hostConfigFiles(host, platform).filter(({ exists }) => exists);
      const [first, second] = there;
      if (!first || !second) return [];
      const { title } = hostDefinition(host);
      const list = there.map(({ file, variant }) => `${file} (${variant})`).join(" and ");
      const command = commandLine(
        [
          "mcp-kit",
          "install",
          "<url>",
          ...(host === "claude-desktop" ? [] : ["--host", host]),
          "--file",
          first.file,
        ],
        platform,
      );
      return [
        {
          id: "two-host-files" as const,
          what: `${title} has ${there.length} configuration files here: ${list}.`,
          mend: command,
          advice: `That is for the ${first.variant} build: name the other file if you start the other one, and remove the file of a build that is gone.`,
          at: { host, file: first.file, name: null },
        },
      ];
    });
  },
};
