import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { win32 } from "node:path";
import type { Transport } from "@modelcontextprotocol/client";
import type { Entry } from "../entry.ts";
import { watchOver } from "./watch-over.ts";

export interface EntryProcess extends AsyncDisposable {
  readonly pid: number | undefined;
  /** Speaks MCP over the process's stdin and stdout. */
  readonly transport: Transport;
  /** The end of what it wrote to stderr, as it wrote it: not for anybody's eyes. */
  stderr(): string;
  onStderr(listener: (tail: string) => void): void;
  /** Whether it has ended by itself. */
  hasEnded(): boolean;
  /** What kept it from starting, e.g. ENOENT. */
  startFailure(): NodeJS.ErrnoException | undefined;
  /** Ends it, and whatever it started: stdin is closed, and half a second later nothing of it runs any more. */
  end(): Promise<void>;
}

export interface StartOptions {
  /** The whole environment, to which the entry's own variables are added. */
  environment: Record<string, string>;
  cwd: string;
}

/** Enough for the last words; a program may write without end. */
const keptStderr = 16 * 1024;

const graceMs = 500;

/** Processes that this one has to end before it ends. */
const running = new Set<ChildProcess>();

/**
 * Starts an entry exactly as it is written: its command, its arguments, no shell. It gets a process group of its own, so that
 * what it starts ends with it; and it ends with this process, whatever ends that.
 */
export async function startEntry(entry: Entry, options: StartOptions): Promise<EntryProcess> {
  const { ReadBuffer, serializeMessage } = await import("@modelcontextprotocol/client");
  const { command, args, env = {} } = entry;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...options.environment, ...env },
    shell: false,
    detached: process.platform !== "win32",
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  keepTrackOf(child);
  const endWatch = child.pid === undefined ? undefined : watchOver(child.pid);

  let tail = "";
  let startFailure: NodeJS.ErrnoException | undefined;
  const listeners: ((tail: string) => void)[] = [];
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", (error) => {
      startFailure = error;
      resolve();
    });
  });
  child.stdin.on("error", () => undefined); // it has ended: `close` tells
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    tail = (tail + chunk).slice(-keptStderr);
    for (const listener of listeners) listener(tail);
  });

  const end = async () => {
    child.stdin.end();
    await Promise.race([closed, after(graceMs)]);
    endGroup(child);
    endWatch?.();
    forget(child);
    await Promise.race([closed, after(graceMs)]);
    for (const stream of child.stdio) stream?.destroy();
  };
  const buffer = new ReadBuffer();
  const transport: Transport = {
    async start() {
      child.stdout.on("data", (chunk: Buffer) => {
        try {
          buffer.append(chunk);
          for (let message = buffer.readMessage(); message; message = buffer.readMessage())
            transport.onmessage?.(message);
        } catch (error) {
          transport.onerror?.(error instanceof Error ? error : new Error(String(error)));
          endGroup(child); // what it says is no MCP
        }
      });
      void closed.then(() => transport.onclose?.());
    },
    async send(message) {
      if (!child.stdin.write(serializeMessage(message)))
        // Whoever reads no more is about to end, and has its last words still to say.
        await Promise.race([once(child.stdin, "drain").catch(() => closed), closed]);
    },
    close: end,
  };
  return {
    pid: child.pid,
    transport,
    stderr: () => tail,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    onStderr: (listener) => void listeners.push(listener),
    startFailure: () => startFailure,
    end,
    [Symbol.asyncDispose]: end,
  };
}

function keepTrackOf(child: ChildProcess): void {
  if (running.size === 0) {
    process.on("exit", endAll);
    for (const signal of signals) process.on(signal, passOn);
  }
  running.add(child);
}

function forget(child: ChildProcess): void {
  if (!running.delete(child) || running.size > 0) return;
  process.off("exit", endAll);
  for (const signal of signals) process.off(signal, passOn);
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

function endAll(): void {
  for (const child of running) endGroup(child);
}

/** Ctrl-C reaches this process's group alone. If nobody else minds the signal, it does what it always does. */
function passOn(signal: NodeJS.Signals): void {
  endAll();
  if (process.listenerCount(signal) > 1) return;
  process.off(signal, passOn);
  process.kill(process.pid, signal);
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") {
      const root = process.env["SystemRoot"] ?? String.raw`C:\Windows`;
      const program = win32.join(root, "System32", "taskkill.exe");
      spawnSync(program, ["/T", "/F", "/PID", String(child.pid)], { stdio: "ignore" });
    } else {
      process.kill(-child.pid, "SIGKILL");
    }
  } catch {
    // All of it has ended by itself.
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
