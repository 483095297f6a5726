import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { addEntry } from "../add-entry.ts";
import { decodeHostFile, readEntries } from "../documents/edit-entry.ts";
import { readHostFile } from "../host-file.ts";
import { hostDefinition, isHost } from "../hosts/table.ts";
import { quote } from "../quote.ts";
import type { Receipt, Step } from "../receipt.ts";
import { userFolder } from "../user-folder.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { kitCommand } from "./mend-command.ts";
import type { Scene } from "./scene.ts";

/** An entry that the kit wrote and has a receipt for, and that is no longer in its file. */
export const wipedEntry: Check<"entry-wiped"> = {
  finds: {
    "entry-wiped": {
      severity: "fail",
      why: "Claude Desktop and some others write their file from memory, and are known to drop servers then.",
    },
  },
  async look(scene) {
    const found = scene.receipts.map((receipt) => lookAt(receipt, scene));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(receipt: Receipt, scene: Scene): Promise<Symptom<"entry-wiped">[]> {
  const { file } = receipt;
  // Where the folder is gone the host is gone, and nobody misses its entries.
  if (!existsSync(dirname(file)) || isRefused(file, scene)) return [];
  const { found } = await readHostFile(file);
  const text = found ? decodeHostFile(file, found.bytes) : "";
  const latest = new Map(receipt.steps.map((step) => [step.name, step]));
  const symptoms: Symptom<"entry-wiped">[] = [];
  for (const step of latest.values()) {
    const { host, name, unwanted } = step;
    if (
      unwanted ||
      !isHost(host) ||
      Object.hasOwn(await readEntries({ file, ...step }, text), name)
    )
      continue;
    const { platform } = scene;
    const at = atServer({ host, file, name });
    // A receipt outlives its file: it may come back.
    const when = found ? "you took it out yourself" : `${file} is gone for good`;
    symptoms.push({
      id: "entry-wiped",
      what: `The entry ${quote(name)}, which the kit wrote on ${step.date.slice(0, 10)}, is no longer in ${hostDefinition(host).title}'s file.`,
      mend: kitCommand(["doctor", "--fix"], at, platform),
      advice: `If ${when}: ${kitCommand(["uninstall", name], at, platform)}`,
      at,
      fix: () => writeAgain(step, file, scene),
      changesFile: true,
    });
  }
  return symptoms;
}

/** A file that cannot be read is a finding of its own. */
function isRefused(file: string, { files }: Scene): boolean {
  return files.some((each) => each.file === file && each.refused !== undefined);
}

async function writeAgain(step: Step, file: string, { platform }: Scene): Promise<void> {
  const { host, name, value, format, container, list } = step;
  await addEntry(
    { file, format, container, ...(list && { list }) },
    { host, name, value, userFolder: userFolder(platform) },
  );
}
