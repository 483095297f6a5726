import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { addEntry } from "../add-entry.ts";
import { decodeHostFile, readEntries } from "../documents/edit-entry.ts";
import { readHostFile } from "../host-file.ts";
import { hostDefinition, isHost } from "../hosts/table.ts";
import { quote } from "../quote.ts";
import { wantedSteps, type Receipt, type Step } from "../receipt.ts";
import { userFolder } from "../user-folder.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { kitCommand } from "./mend-command.ts";
import type { Scene } from "./scene.ts";

type Id = "entry-wiped" | "host-folder-gone";

/** An entry that the kit wrote and has a receipt for, and that is no longer in its file. */
export const wipedEntry: Check<Id> = {
  finds: {
    "entry-wiped": {
      severity: "fail",
      why: "Claude Desktop and some others write their file from memory, and are known to drop servers then.",
    },
    "host-folder-gone": {
      severity: "warn",
      why: "The kit keeps its receipt, and with it what stood in the file before, until the entry is uninstalled.",
    },
  },
  async look(scene) {
    const found = scene.receipts.map((receipt) => lookAt(receipt, scene));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(receipt: Receipt, scene: Scene): Promise<Symptom<Id>[]> {
  const { file } = receipt;
  if (isRefused(file, scene)) return [];
  const { found } = await readHostFile(file);
  const text = found ? decodeHostFile(file, found.bytes) : "";
  const symptoms: Symptom<Id>[] = [];
  for (const step of wantedSteps(receipt)) {
    const { host, name } = step;
    if (!isHost(host) || Object.hasOwn(await readEntries({ file, ...step }, text), name)) continue;
    const { platform } = scene;
    const at = atServer({ host, file, name });
    const { title } = hostDefinition(host);
    const uninstall = kitCommand(["uninstall", name], at, platform);
    const entry = `The entry ${quote(name)}, which the kit wrote on ${step.date.slice(0, 10)},`;
    // Where the folder is gone the host is gone: it is for its user to say whether the entry is missed.
    if (!existsSync(dirname(file))) {
      const what = `${entry} is gone with ${title}'s whole folder: ${dirname(file)}`;
      const advice = `If ${title} comes back, start it once, and have the entry written again: \`${kitCommand(["doctor", "--fix"], at, platform)}\``;
      symptoms.push({ id: "host-folder-gone", what, mend: uninstall, advice, at });
      continue;
    }
    // A receipt outlives its file: it may come back.
    const when = found ? "you took it out yourself" : `${file} is gone for good`;
    symptoms.push({
      id: "entry-wiped",
      what: `${entry} is no longer in ${title}'s file.`,
      mend: kitCommand(["doctor", "--fix"], at, platform),
      advice: `If ${when}: \`${uninstall}\``,
      at,
      fix: () => writeStep(step, file, scene),
      changesFile: true,
    });
  }
  return symptoms;
}

/** A file that cannot be read is a finding of its own. */
function isRefused(file: string, { files }: Scene): boolean {
  return files.some((each) => each.file === file && each.refused !== undefined);
}

/** Writes an entry of the kit's as its receipt has it. */
export async function writeStep(step: Step, file: string, { platform }: Scene): Promise<void> {
  const { host, name, value, format, container, list } = step;
  await addEntry(
    { file, format, container, ...(list && { list }) },
    { host, name, value, userFolder: userFolder(platform) },
  );
}
