import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Puts a whole file in place in one step, readable for its user alone. Whoever reads meanwhile finds the old one or the new one. */
export async function writeAtomically(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.mcp-kit.tmp`);
  try {
    // "wx" never follows or opens what somebody put there before.
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
