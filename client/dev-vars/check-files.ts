import { isUtf8 } from "node:buffer";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CheckDevVarsOptions, DevVarsFinding } from "../check-dev-vars.ts";
import { reasonOf } from "../host-file.ts";
import { readRegularFile } from "../read-regular-file.ts";
import type { LookedAt } from "./mend-file.ts";
import { mendText, type Mend } from "./mend-text.ts";
import { readVariables } from "./read-variables.ts";

/** A finding, and what mends it where that can be decided. */
export interface FoundInFile {
  finding: DevVarsFinding;
  mending?: { looked: LookedAt; mend: Mend };
}

/** Finds what `checkDevVars` promises. */
export async function checkFiles(
  folder: string,
  { environment }: CheckDevVarsOptions,
): Promise<FoundInFile[]> {
  const present = new Set(await readdir(folder).catch(() => []));
  const { read, shadowed } = filesRead(present, environment);
  const found: FoundInFile[] = [];
  for (const name of read) found.push(...(await checkFile(join(folder, name))));
  for (const [name, winner] of shadowed)
    found.push({
      finding: {
        severity: "fail",
        file: join(folder, name),
        message: `Wrangler does not read ${name}, since ${winner} is there: ${winner} wins as a whole.`,
        hint: `Move what the Worker needs from ${name} to ${winner}, or remove ${winner}.`,
      },
    });
  return found;
}

/**
 * Wrangler's own rule: the environment's `.dev.vars.<name>`, or else `.dev.vars`, alone; only where there is neither, all of the
 * `.env` files, of which the later win variable by variable.
 */
function filesRead(present: Set<string>, environment: string | undefined) {
  const suffixes = environment === undefined ? [] : [`.${environment}`];
  const devVars = [...suffixes.map((suffix) => `.dev.vars${suffix}`), ".dev.vars"].filter((name) =>
    present.has(name),
  );
  const dotEnv = [
    ".env",
    ".env.local",
    ...suffixes.flatMap((suffix) => [`.env${suffix}`, `.env${suffix}.local`]),
  ].filter((name) => present.has(name));
  const [winner, ...others] = devVars;
  if (winner === undefined) return { read: dotEnv, shadowed: [] };
  const shadowed = [...others, ...dotEnv].map((name): [string, string] => [name, winner]);
  return { read: [winner], shadowed };
}

async function checkFile(file: string): Promise<FoundInFile[]> {
  try {
    const bytes = await readRegularFile(file);
    const text = bytes.toString("utf8");
    const looked = { file, bytes };
    return readVariables(text).problems.map(({ mend, ...problem }) => {
      const finding = { file, ...problem };
      // What is no UTF-8 could not be written as it was.
      const can = mend && isUtf8(bytes) && mendText(text, mend) !== undefined;
      return can ? { finding, mending: { looked, mend } } : { finding };
    });
  } catch (cause) {
    const message = `The file cannot be read: ${reasonOf(cause)}.`;
    const hint = "Make it a file that you can read.";
    return [{ finding: { severity: "fail", file, message, hint } }];
  }
}
