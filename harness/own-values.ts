import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** What a Worker finds in its `env` besides bindings. */
export interface WorkerValues {
  /** Take the place of the configuration's `vars`. */
  vars: Record<string, Json>;
  secrets: Record<string, string>;
}

/**
 * Gives values to all that a Worker would otherwise take from files and from the environment of whoever runs this: no stored
 * secret reaches a test, and a test runs as on a machine that has none.
 *
 * `vars` are as the configuration has them; a secret of `.dev.vars` or `secrets.required` that the kit has no value for becomes
 * `mcp-kit-test-<NAME>`.
 *
 * @param raw the configuration as it stands in the file
 * @param given values of the kit's own, which go before all others
 */
export async function ownValues(
  raw: Record<string, unknown>,
  configPath: string,
  given: WorkerValues,
): Promise<WorkerValues> {
  const vars = { ...(raw["vars"] as Record<string, Json> | undefined), ...given.vars };
  const { required = [] } = (raw["secrets"] as { required?: string[] } | undefined) ?? {};
  const stored = await readFile(join(dirname(configPath), ".dev.vars"), "utf8").catch(() => "");
  const names = [...required, ...Object.keys(parseEnv(stored))].filter((name) => !(name in vars));
  const standIns = Object.fromEntries(names.map((name) => [name, `mcp-kit-test-${name}`]));
  return { vars, secrets: { ...standIns, ...given.secrets } };
}
