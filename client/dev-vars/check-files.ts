import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { CheckDevVarsOptions, DevVarsFinding } from "../check-dev-vars.ts";
import { reasonOf } from "../host-file.ts";
import { readRegularFile } from "../read-regular-file.ts";
import { readVariables } from "./read-variables.ts";

/** Does what `checkDevVars` promises. */
export async function checkFiles(
  folder: string,
  { environment }: CheckDevVarsOptions,
): Promise<DevVarsFinding[]> {
  const present = new Set(await readdir(folder).catch(() => []));
  const { read, shadowed } = filesRead(present, environment);
  const findings: DevVarsFinding[] = [];
  for (const name of read) findings.push(...(await checkFile(join(folder, name))));
  for (const [name, winner] of shadowed)
    findings.push({
      severity: "fail",
      file: join(folder, name),
      message: `Wrangler does not read ${name}, since ${winner} is there: ${winner} wins as a whole.`,
      hint: `Move what the Worker needs from ${name} to ${winner}, or remove ${winner}.`,
    });
  return findings;
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

async function checkFile(file: string): Promise<DevVarsFinding[]> {
  try {
    const text = (await readRegularFile(file)).toString("utf8");
    return readVariables(text).problems.map((problem) => Object.assign({ file }, problem));
  } catch (cause) {
    const message = `The file cannot be read: ${reasonOf(cause)}.`;
    return [{ severity: "fail", file, message, hint: "Make it a file that you can read." }];
  }
}
