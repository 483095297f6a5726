import { spawn } from "node:child_process";
import { once } from "node:events";
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

/**
 * Runs a module in a process of its own to its end, and gives what it said.
 *
 * @param body statements; `addEntry`, `removeEntry` and Node's `fs` (node:fs/promises, whose members it may replace before it calls
 *   `syncBuiltinESMExports()`) are there
 * @param options.maxFileBlocks how large a file it may write, as on a disk that is full
 */
export async function runScript(body: string, { maxFileBlocks }: { maxFileBlocks?: number } = {}) {
  const script = `
    import fs from "node:fs/promises";
    import { syncBuiltinESMExports } from "node:module";
    import { addEntry } from ${JSON.stringify(import.meta.resolve("./add-entry.ts"))};
    import { removeEntry } from ${JSON.stringify(import.meta.resolve("./remove-entry.ts"))};
    ${body}`;
  const command = [process.execPath, "--input-type=module", "-e", script];
  // A shell is how a process is given less than its parent has; it becomes the process.
  const limited = ["sh", "-c", `ulimit -f ${maxFileBlocks} && exec "$0" "$@"`, ...command];
  const [program = "", ...args] = maxFileBlocks === undefined ? command : limited;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [status, signal] = await once(child, "close");
  return { status: status as number | null, signal: signal as NodeJS.Signals | null, output };
}
