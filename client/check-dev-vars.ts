import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "./host-file.ts";
import { readVariables } from "./dev-vars/read-variables.ts";

export interface DevVarsFinding {
  /** `fail`: the Worker gets another value than the file seems to say, or none. `note`: it works, and may surprise. */
  severity: "fail" | "note";
  /** Whole path. */
  file: string;
  /** The first is 1; left out where it concerns the file as a whole. */
  line?: number;
  /** What is wrong, one sentence, without any value. */
  message: string;
  /** What to do. */
  hint: string;
}

export interface CheckDevVarsOptions {
  /** The environment of the Wrangler configuration, as in `wrangler dev --env staging`. */
  environment?: string;
}

/**
 * Finds what is wrong with the files that give a Worker its secrets under `wrangler dev`: `.dev.vars` and `.env`. Wrangler passes
 * over what it does not understand without a word.
 *
 * Values are never part of a finding.
 *
 * @param folder where the Wrangler configuration lies
 * @see https://developers.cloudflare.com/workers/development-testing/environment-variables/
 */
export async function checkDevVars(
  folder: string,
  { environment }: CheckDevVarsOptions = {},
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
    const text = await readFile(file, "utf8");
    return readVariables(text).problems.map((problem) => Object.assign({ file }, problem));
  } catch (cause) {
    const message = `The file cannot be read: ${reasonOf(cause)}.`;
    return [{ severity: "fail", file, message, hint: "Make it a file that you can read." }];
  }
}
