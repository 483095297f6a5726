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
  options: CheckDevVarsOptions = {},
): Promise<DevVarsFinding[]> {
  const { checkFiles } = await import("./dev-vars/check-files.ts");
  return (await checkFiles(folder, options)).map(({ finding }) => finding);
}
