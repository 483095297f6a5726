import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** An access token in JSON, or in JSON within JSON. */
const ACCESS_TOKEN = /(?<before>access_token\\?":\s*\\?")(?<value>[^"\\]+)/g;

/** Finds the access token that a client has stored below its home. */
export async function readStoredToken(home: string): Promise<string | undefined> {
  const files = await jsonFilesBelow(home);
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const found = texts.map((text) => text.matchAll(ACCESS_TOKEN).next().value);
  return found.find((match) => match)?.groups?.["value"];
}

/** Replaces every access token that a client has stored below its home by one that no server issued. */
export async function spoilStoredTokens(home: string): Promise<void> {
  for (const file of await jsonFilesBelow(home)) {
    const text = await readFile(file, "utf8");
    const spoiled = text.replaceAll(ACCESS_TOKEN, "$<before>expired");
    if (spoiled !== text) await writeFile(file, spoiled);
  }
}

async function jsonFilesBelow(home: string): Promise<string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name));
}
