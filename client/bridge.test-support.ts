import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { vi } from "vitest";
import { createEntry } from "./create-entry.ts";

export interface RpcAnswer {
  id?: number;
  result?: unknown;
  error?: unknown;
}

/** The real mcp-remote, started as an entry starts it, with everything it says at hand. */
export interface Bridge extends AsyncDisposable {
  child: ChildProcess;
  stderr(): string;
  /** Writes a line to its stdin. */
  write(line: string): void;
  /** Sends a request and waits for the answer with its id. */
  request(method: string, params?: object, timeoutMs?: number): Promise<RpcAnswer>;
  initialize(timeoutMs?: number): Promise<RpcAnswer>;
  /** Waits until stderr matches. */
  said(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>;
  /** Waits for its end and gives the exit status, or the signal. */
  ended(timeoutMs?: number): Promise<number | string | null>;
}

export interface BridgeOptions {
  env: Record<string, string>;
  /** After the URL. */
  args?: string[];
  /** In place of what `createEntry` makes of it. */
  rawUrl?: string;
}

/** Its time for anything but a person, with other tests on the same two cores. */
const patienceMs = 20_000;

export function startBridge(url: string, { env, args = [], rawUrl }: BridgeOptions): Bridge {
  const entry = createEntry(url);
  const own = rawUrl === undefined ? entry.args : entry.args.with(1, rawUrl);
  const child = spawn(entry.command, [...own.slice(0, 2), ...args, ...own.slice(2)], {
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  let nextId = 1;
  const answers = new Map<number, RpcAnswer>();
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on("error", () => undefined);
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line) as RpcAnswer;
    if (message.id !== undefined) answers.set(message.id, message);
  });
  const closed = new Promise<number | string | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  const bridge: Bridge = {
    child,
    stderr: () => stderr,
    write: (line) => void child.stdin.write(`${line}\n`),
    request(method, params = {}, timeoutMs = patienceMs) {
      const id = nextId++;
      bridge.write(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      return vi.waitFor(() => answers.get(id) ?? fail(`no answer to ${method}`, stderr), timeoutMs);
    },
    initialize: (timeoutMs) =>
      bridge.request(
        "initialize",
        {
          protocolVersion: "2025-11-25",
          capabilities: {},
          clientInfo: { name: "test", version: "1" },
        },
        timeoutMs,
      ),
    said: (pattern, timeoutMs = patienceMs) =>
      vi.waitFor(() => pattern.exec(stderr) ?? fail(`${pattern} is not in`, stderr), timeoutMs),
    ended: (timeoutMs = patienceMs) =>
      Promise.race([
        closed,
        new Promise<never>((_, reject) => {
          setTimeout(() => reject(new Error(`still running:\n${stderr}`)), timeoutMs).unref();
        }),
      ]),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await closed;
    },
  };
  return bridge;
}

function fail(what: string, stderr: string): never {
  throw new Error(`${what}:\n${stderr}`);
}
