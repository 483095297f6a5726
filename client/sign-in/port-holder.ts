import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";
import type { Platform } from "../platform.ts";
import { plainText } from "../plain-text.ts";

export interface PortHolder {
  pid: number;
  /** Of its program, e.g. `node`. */
  name?: string;
}

/** Runs a program of the system and gives what it printed. */
export type RunProgram = (file: string, args: string[]) => Promise<string>;

const runProgram: RunProgram = async (file, args) =>
  (await promisify(execFile)(file, args, { timeout: 5000, windowsHide: true })).stdout;

/**
 * Finds who listens on a TCP port of this machine.
 *
 * @returns nothing when nobody does, or it cannot be seen who
 */
export async function findPortHolder(
  port: number,
  { os }: Pick<Platform, "os">,
  run: RunProgram = runProgram,
): Promise<PortHolder | undefined> {
  try {
    if (os === "linux") return await askProc(port);
    return os === "darwin" ? await askLsof(port, run) : await askNetstat(port, run);
  } catch {
    return undefined;
  }
}

/** By the socket's inode, in the kernel's tables and then among everybody's open files. */
async function askProc(port: number): Promise<PortHolder | undefined> {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const inodes = new Set(
    tables
      .flatMap((table) => table.split("\n"))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => state === "0A" && local?.endsWith(`:${hex}`)) // 0A: listening
      .map((columns) => `socket:[${columns[9]}]`),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const open = await readdir(`/proc/${pid}/fd`).catch(() => []); // another user's are not to be seen
    for (const fd of open) {
      const link = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
      if (!inodes.has(link)) continue;
      return holder(Number(pid), await programOf(pid));
    }
  }
  return undefined;
}

/** By what it was started as: a program may call its first thread whatever it likes, and Node.js does. */
async function programOf(pid: string): Promise<string> {
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  const [started = ""] = line.split("\0");
  return basename(started) || (await readFile(`/proc/${pid}/comm`, "utf8").catch(() => ""));
}

async function askLsof(port: number, run: RunProgram): Promise<PortHolder | undefined> {
  const said = await run("/usr/sbin/lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]);
  const [, pid] = /^p(\d+)$/m.exec(said) ?? [];
  return pid === undefined ? undefined : holder(Number(pid), /^c(.+)$/m.exec(said)?.[1]);
}

async function askNetstat(port: number, run: RunProgram): Promise<PortHolder | undefined> {
  const table = await run("netstat.exe", ["-ano", "-p", "TCP"]);
  // The word for LISTENING is in the system's language: a listener is known by its remote port, 0.
  const [, pid] =
    new RegExp(String.raw`^\s*TCP\s+\S+:${port}\s+\S+:0\s+\S+\s+(\d+)\s*$`, "m").exec(table) ?? [];
  if (pid === undefined) return undefined;
  const tasks = await run("tasklist.exe", ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]);
  return holder(Number(pid), /^"([^"]+)"/m.exec(tasks)?.[1]);
}

function holder(pid: number, name = ""): PortHolder {
  const words = plainText(name, 60);
  return words === "" ? { pid } : { pid, name: words };
}
