import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseEnv } from "node:util";

/** `GITHUB_CLIENT_ID`, and what Auth.js and its like read: `AUTH_GITHUB_ID`, `GITHUB_SECRET`. A `GITHUB_RUN_ID` is none. */
const CREDENTIAL = /(?:^|_)(?:GITHUB|GH)_(?:(?:.*_)?CLIENT_)?(ID|SECRET)$/;

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
 * `vars` are as the configuration has them. A secret of `secrets.required`, `.dev.vars`, or the example or `.env` that stand in its
 * place, becomes `mcp-kit-test-<NAME>` unless the kit has a value for it. Whatever is called a client id or client secret of
 * GitHub's is that of the emulated app.
 *
 * @param raw the configuration as it stands in the file
 * @param given values of the kit's own, which go before all others
 */
export async function ownValues(
  raw: Record<string, unknown>,
  configPath: string,
  given: WorkerValues,
): Promise<WorkerValues> {
  const configured = { ...(raw["vars"] as Record<string, Json> | undefined), ...given.vars };
  const { required = [] } = (raw["secrets"] as { required?: string[] } | undefined) ?? {};
  const names = [...required, ...(await namesBeside(configPath)), ...Object.keys(configured)];
  const secrets = { ...given.secrets };
  for (const name of names) {
    const credential = CREDENTIAL.exec(name)?.[1];
    const own = credential && given.secrets[`GITHUB_CLIENT_${credential}`];
    if (own) secrets[name] ??= own;
    else if (!(name in configured)) secrets[name] ??= `mcp-kit-test-${name}`;
  }
  const vars = Object.fromEntries(
    Object.entries(configured).filter(([name]) => !(name in secrets)),
  );
  return { vars, secrets };
}

/** wrangler reads `.env` where there is no `.dev.vars`; who has just cloned a Worker has neither, but an example. */
async function namesBeside(configPath: string): Promise<string[]> {
  for (const file of [".dev.vars", ".env", ".dev.vars.example", ".env.example"]) {
    const text = await readFile(join(dirname(configPath), file), "utf8").catch(() => undefined);
    if (text !== undefined) return Object.keys(parseEnv(text));
  }
  return [];
}
