import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Entry } from "./entry.ts";
import type { Platform } from "./platform.ts";

/** A home with nothing in it, for entries that are started there. */
export async function openHome() {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const platform: Platform = { os: "linux", env: {}, home: home.path };
  return { path: home.path, platform, [Symbol.asyncDispose]: () => home.remove() };
}

/** An entry whose program is the script given. */
export async function scriptEntry(
  home: string,
  script: string,
  env?: Record<string, string>,
): Promise<Entry> {
  const file = join(home, "program.mjs");
  await writeFile(file, script);
  return { command: process.execPath, args: [file], ...(env && { env }) };
}

/** A program that answers as a server does which has one tool. */
export const answers = `
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  const result = method === "initialize"
    ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: "s\\u001b[31mcript", version: "1" } }
    : { tools: [{ name: "a\\u001b]0;owned\\u0007dd", inputSchema: { type: "object" } }] };
  if (id !== undefined) console.log(JSON.stringify({ jsonrpc: "2.0", id, result }));
}`;
