import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mcpServersPlace } from "./documents/place.ts";

export const value = { command: "/bin/node", args: ["/b.mjs", "http://localhost:8788/mcp"] };

/** A home of its own with a folder for hosts and one for the kit. */
export async function temporaryHome(content?: string | Uint8Array) {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const folder = join(home.path, "Claude");
  const file = join(folder, "claude_desktop_config.json");
  await mkdir(folder);
  if (content !== undefined) await writeFile(file, content);
  const userFolder = join(home.path, ".remote-mcp-kit");
  return {
    home: home.path,
    folder,
    file,
    userFolder,
    place: mcpServersPlace(file),
    /** What every call of the kit is given. */
    options: { host: "claude-desktop", userFolder },
    read: () => readFile(file, "utf8"),
    /** What lies beside the file, itself included. */
    list: () => readdir(folder),
    /** What the kit remembers. */
    receipts: () => readdir(join(userFolder, "receipts")).catch((): string[] => []),
    [Symbol.asyncDispose]: () => home.remove(),
  };
}

/** Root may write anywhere, so the tests step down where they run as root. */
export async function asOrdinaryUser<Result>(run: () => Promise<Result>): Promise<Result> {
  if (process.geteuid?.() !== 0) return run();
  process.seteuid?.(65_534);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}
