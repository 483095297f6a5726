import { stripVTControlCharacters } from "node:util";
import type { Finished } from "./wrangler.ts";

/** What `wrangler secret list` tells. */
export type SecretList =
  | { kind: "listed"; names: string[] }
  /** No account on this machine, or none any more. */
  | { kind: "signed-out" }
  | { kind: "failed"; words: string };

/** Said of a Worker that was never deployed: `wrangler secret put` creates it. */
const unknownWorker = /Worker ".+" not found\./;
const signedOut = /CLOUDFLARE_API_TOKEN|wrangler login|not (?:logged in|authenticated)/i;

/** Reads what `wrangler secret list` printed: names, for Cloudflare shows nobody the values. */
export function readSecretList({ exitStatus, stdout, stderr }: Finished): SecretList {
  const words = stripVTControlCharacters(`${stdout}\n${stderr}`);
  if (exitStatus === 0) {
    const secrets = JSON.parse(stdout.slice(stdout.indexOf("["))) as { name: string }[];
    return { kind: "listed", names: secrets.map(({ name }) => name) };
  }
  if (unknownWorker.test(words)) return { kind: "listed", names: [] };
  if (signedOut.test(words)) return { kind: "signed-out" };
  return { kind: "failed", words: words.trim() };
}
