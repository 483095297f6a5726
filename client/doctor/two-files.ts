import { hostConfigFiles } from "../host-config-file.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import { quote } from "../quote.ts";
import { wantedSteps, type Step } from "../receipt.ts";
import type { Check } from "./check.ts";
import { commandLine, kitCommand } from "./mend-command.ts";
import type { Scene } from "./scene.ts";
import { writeStep } from "./wiped-entry.ts";

/** Two files of one host, of which its installation reads one: on Windows the classic and the MSIX build of Claude Desktop. */
export const twoFiles: Check<"two-host-files"> = {
  finds: {
    "two-host-files": {
      severity: "warn",
      why: "Each build of the host reads a file of its own, and what stands in the other one is never started.",
    },
  },
  look(scene) {
    const { files, platform } = scene;
    return [...new Set(files.map(({ host }) => host))].flatMap((host) => {
      const there = hostConfigFiles(host, platform).filter(({ exists }) => exists);
      const [first, second] = there;
      if (!first || !second) return [];
      const { title } = hostDefinition(host);
      const list = there.map(({ file, variant }) => `${file} (${variant})`).join(" and ");
      const what = `${title} has ${there.length} configuration files here: ${list}.`;
      const at = { host, file: first.file, name: null };
      const { all, missing } = entriesOfKit(
        there.map(({ file }) => file),
        host,
        scene,
      );
      if (all > 0 && missing.length === 0) return []; // whichever is read, they are there
      if (missing.length > 0)
        return [
          {
            id: "two-host-files" as const,
            what: `${what} Not in each of them: ${[...new Set(missing.map(({ step }) => quote(step.name)))].join(", ")}.`,
            mend: kitCommand(["doctor", "--fix"], { host, file: first.file }, platform),
            advice:
              "It is written into the other one too. Remove the file of a build that is gone.",
            at,
            fix: () => writeAll(missing, scene),
            changesFile: true as const,
          },
        ];
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
          what,
          mend: command,
          advice: `That is for the ${first.variant} build: name the other file if you start the other one, and remove the file of a build that is gone.`,
          at,
        },
      ];
    });
  },
};

interface Missing {
  /** How it was written into another file of the host. */
  step: Step;
  /** Where it is not. */
  file: string;
}

/** Looks for the kit's entries in each of a host's files, and for those that are not in every one. */
function entriesOfKit(there: string[], host: Host, { receipts, servers, unreadable }: Scene) {
  const isIn = (file: string, name: string) =>
    [...servers, ...unreadable].some((each) => each.file === file && each.name === name);
  const steps = receipts
    .filter(({ file }) => there.includes(file))
    .flatMap((receipt) =>
      wantedSteps(receipt).filter((step) => step.host === host && isIn(receipt.file, step.name)),
    );
  const missing = steps.flatMap((step) =>
    there.filter((file) => !isIn(file, step.name)).map((file): Missing => ({ step, file })),
  );
  return { all: steps.length, missing };
}

async function writeAll(missing: readonly Missing[], scene: Scene): Promise<void> {
  for (const { step, file } of missing) await writeStep(step, file, scene);
}
