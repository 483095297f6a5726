import { constants } from "node:fs";
import { chmod, mkdir, open } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { writeAtomically } from "./bridge/write-atomically.ts";
import { checkHeaders, parseHeader, type Header } from "./headers.ts";
import { reasonOf } from "./host-file.ts";
import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";
import { checkServerName } from "./server-name.ts";

/** A server takes some 16 KB of headers in all. */
const maxBytes = 64 * 1024;

/**
 * Reads a user's own header file as mcp-remote does: a header a line, `#` begins a comment. It must be readable for its user
 * alone, and every line must be one that mcp-remote sends.
 *
 * @returns its absolute path, for `createEntry`, and its headers, which are part of the name of mcp-remote's stored sign-in
 * @throws {KitError} HEADER_REFUSED when others can read it, it is no such file, or a line is malformed
 */
export async function readHeaderFile(file: string): Promise<{ file: string; headers: Header[] }> {
  const path = resolve(file);
  const lines = (await readPrivately(path)).split(/\r?\n/);
  const headers = lines.flatMap((line, index) => {
    const text = line.trim();
    return text === "" || text.startsWith("#") ? [] : [parseLine(text, path, index + 1)];
  });
  if (headers.length === 0)
    throw refuse(path, "holds no header", "Write one a line, as in Authorization: Bearer <value>.");
  checkHeaders(headers);
  return { file: path, headers };
}

/**
 * Writes headers into a file of the kit's own, readable for the user alone, and replaces what was there.
 *
 * @param options.userFolder from `userFolder(platform)`
 * @param options.name what the host calls the server
 * @returns its absolute path, e.g. `/home/me/.remote-mcp-kit/headers/my-worker`
 * @throws {KitError} HEADER_REFUSED when a header is malformed or the file cannot be written
 * @throws {KitError} USAGE when the name is not allowed
 */
export async function writeHeaderFile(options: {
  userFolder: string;
  name: string;
  headers: Header[];
}): Promise<string> {
  checkServerName(options.name);
  checkHeaders(options.headers);
  const folder = join(options.userFolder, "headers");
  const path = join(folder, options.name);
  if (!isAbsolute(path)) throw refuse(path, "is not absolute", "Give the kit's whole folder.");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
    await writeAtomically(
      path,
      options.headers.map(({ name, value }) => `${name}: ${value}\n`).join(""),
    );
  } catch (cause) {
    throw refuse(
      path,
      `could not be written: ${reasonOf(cause)}`,
      "See that the folder is yours and the disk has room.",
      cause,
    );
  }
  return path;
}

async function readPrivately(path: string): Promise<string> {
  // Without O_NONBLOCK a FIFO would hold the open until somebody writes to it. Windows has no such flag.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const handle = await open(path, flags).catch((cause: unknown) => {
    throw refuse(
      path,
      `cannot be read: ${reasonOf(cause)}`,
      "Name a file with a header a line.",
      cause,
    );
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size > maxBytes)
      throw refuse(
        path,
        "is no file of headers",
        "Name a file with a header a line, of 64 KB at most.",
      );
    if (process.platform !== "win32" && (stats.mode & 0o077) !== 0)
      throw refuse(
        path,
        "can be read or written by other users",
        `Run: chmod 600 ${shellQuote(path)}`,
      );
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

function parseLine(text: string, path: string, line: number): Header {
  try {
    return parseHeader(text);
  } catch (cause) {
    if (!(cause instanceof KitError)) throw cause;
    throw new KitError("HEADER_REFUSED", `${path}:${line}: ${cause.message}`, {
      hint: cause.hint,
      cause,
    });
  }
}

/** For a command that a person pastes into a shell. */
function shellQuote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function refuse(path: string, what: string, hint: string, cause?: unknown): KitError {
  return new KitError("HEADER_REFUSED", `The header file ${quote(path)} ${what}.`, { hint, cause });
}
