import { readFile } from "node:fs/promises";
import { parse } from "jsonc-parser";
import { describeMissing, missingSettings, type WranglerConfig } from "./missing.ts";
import { readSecretList, type SecretList } from "./secret-list.ts";
import { runWrangler } from "./wrangler.ts";

const signedOut = `Wrangler is not signed in to Cloudflare.
  npx wrangler login
    or, where nobody can, the variable CLOUDFLARE_API_TOKEN`;

/** Checks before `wrangler deploy` that the Worker has what it needs, and says which command sets what it has not. */
async function main(): Promise<string | undefined> {
  const config = parse(await readFile("wrangler.jsonc", "utf8")) as WranglerConfig;
  // In Workers Builds the secrets come with the first deployment, which wrangler refuses without `secrets.required`.
  const list: SecretList = process.env["WORKERS_CI"]
    ? { kind: "listed", names: config.secrets?.required ?? [] }
    : readSecretList(await runWrangler(["secret", "list"]));
  if (list.kind === "signed-out") return signedOut;
  if (list.kind === "failed") return `The secrets could not be listed.\n${list.words}`;
  const missing = missingSettings(config, list.names);
  return missing.length > 0 ? describeMissing(missing) : undefined;
}

const refusal = await main();
if (refusal) {
  console.error(refusal);
  process.exitCode = 1;
}
