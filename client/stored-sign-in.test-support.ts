import { createHash } from "node:crypto";
import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { personAt } from "./person.test-support.ts";

/** A home with a person in it, and where mcp-remote stores sign-ins there. */
export const openHome = async () => {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const person = await personAt(home.path);
  const store = join(home.path, ".mcp-auth", "mcp-remote-v1");
  return { ...person, path: home.path, store, [Symbol.asyncDispose]: () => home.remove() };
};

/** Writes what mcp-remote would have stored. */
export async function writeStored(
  home: { store: string },
  url: string,
  files: Record<string, unknown>,
): Promise<string> {
  await mkdir(home.store, { recursive: true });
  const hash = createHash("md5").update(url).digest("hex");
  for (const [name, value] of Object.entries(files))
    await writeFile(
      join(home.store, `${hash}_${name}`),
      typeof value === "string" ? value : JSON.stringify(value),
    );
  return hash;
}
