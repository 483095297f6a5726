import { readFile } from "node:fs/promises";
import { parse } from "jsonc-parser";
import { describeMissing, type WranglerConfig } from "./missing.ts";
import { readSecretList, type SecretList } from "./secret-list.ts";
import { runWrangler } from "./wrangler.ts";

/** Checks before `wrangler deploy` that the Worker has what it needs, and says which command sets what it has not. */
async function main(): Promise<string | undefined> {
  const config = parse(await readFile("wrangler.jsonc", "utf8")) as WranglerConfig;
  // In Workers Builds the secrets come with the first deployment, which wrangler refuses without `secrets.required`.
  const list: SecretList = process.env["WORKERS_CI"]
    ? { kind: "listed", names: config.secrets?.required ?? [] }
    : readSecretList(await runWrangler(["secret", "list"]));
  return describeMissing(config, list);
}

const refusal = await main();
if (refusal) {
  console.error(refusal);
  process.exitCode = 1;
}
