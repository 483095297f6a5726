import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import { z } from "zod";
import { pathRules, type Platform } from "../platform.ts";
import { readRegularFile } from "../read-regular-file.ts";
import type { BridgeArguments, SignInTarget } from "./bridge-arguments.ts";

/** Where mcp-remote 0.15.1 keeps one sign-in, and under which name. */
export interface SignInStore {
  folder: string;
  /** The first part of the name of each of its files. */
  hash: string;
  /** Where the browser comes back to, unless that port is taken. */
  callbackPort: number;
}

export interface StoredTokens {
  access_token: string;
  token_type: string;
  expires_in?: number | undefined;
  refresh_token?: string | undefined;
  /** Milliseconds since 1970, added by mcp-remote. */
  expires_at?: number | undefined;
}

const tokensSchema = z.object({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.coerce.number().optional(),
  refresh_token: z.string().optional(),
  expires_at: z.coerce.number().optional(),
}) satisfies z.ZodType<StoredTokens>;

const clientSchema = z.object({ client_id: z.string(), redirect_uris: z.array(z.string()) });

/** Of the names that mcp-remote gives its files, after the hash; nothing else in the folder is ours to touch. */
const ownName =
  /^(tokens\.json|client_info\.json|refresh_in_progress\.json|lock\.json|debug\.log|code_verifier(_[A-Za-z0-9-]{1,64})?\.txt|discovery_state_[A-Za-z0-9-]{1,64}\.json)(\.\d+\.\d+\.tmp)?$/;

/** A file of mcp-remote's has a few kilobytes. */
const maxBytes = 1024 * 1024;

/** Finds the store of a sign-in, by the rules of mcp-remote 0.15.1. */
export function signInStore(
  bridge: BridgeArguments,
  target: SignInTarget,
  { os, home }: Platform,
): SignInStore {
  const { url, headers, authorizeParams, resource, clientMetadataUrl, tokenEndpoint } = bridge;
  const path = pathRules({ os });
  const named = typeof target === "string" ? undefined : target.env?.["MCP_REMOTE_CONFIG_DIR"];
  const parts = [
    url,
    resource,
    sortedJson(authorizeParams),
    sortedJson(headers),
    clientMetadataUrl,
    tokenEndpoint,
  ];
  const hash = createHash("md5").update(parts.filter(Boolean).join("|")).digest("hex");
  return {
    folder: path.join(path.resolve(home, named || ".mcp-auth"), "mcp-remote-v1"),
    hash,
    callbackPort: bridge.port ?? 3335 + (Number.parseInt(hash.slice(0, 4), 16) % 45_816),
  };
}

/** Lists the files of one sign-in, whole paths, and nobody else's. */
export async function listSignInFiles({ folder, hash }: SignInStore): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.startsWith(`${hash}_`) && ownName.test(name.slice(hash.length + 1)))
    .toSorted()
    .map((name) => `${folder}/${name}`);
}

/** Reads the tokens as mcp-remote would: what it cannot read is not there. */
export async function readTokens(
  store: SignInStore,
): Promise<{ tokens: StoredTokens; writtenAt: number } | undefined> {
  const found = await readStored(store, "tokens.json");
  const parsed = tokensSchema.safeParse(found?.value);
  return found && parsed.success ? { tokens: parsed.data, writtenAt: found.writtenAt } : undefined;
}

/** Reads how mcp-remote is registered at the authorization server. */
export async function readClient(
  store: SignInStore,
): Promise<z.infer<typeof clientSchema> | undefined> {
  const found = await readStored(store, "client_info.json");
  return clientSchema.safeParse(found?.value).data;
}

async function readStored({ folder, hash }: SignInStore, name: string) {
  const file = `${folder}/${hash}_${name}`;
  try {
    const stats = await lstat(file);
    if (!stats.isFile()) return undefined;
    const value: unknown = JSON.parse((await readRegularFile(file, maxBytes)).toString("utf8"));
    return { value, writtenAt: stats.mtimeMs };
  } catch {
    return undefined;
  }
}

function sortedJson(record: Record<string, string>): string | undefined {
  const names = Object.keys(record).toSorted();
  return names.length > 0 ? JSON.stringify(record, names) : undefined;
}
