import { execFile, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makeTemporaryFolder } from "../client/temporary-folder.ts";

/** Sees to it that nothing of a kit is left when its process dies without a chance to clean up, as by SIGKILL. */
export interface Guard {
  /** An empty folder that goes away with the kit. */
  readonly folder: string;
  /** Ends this process with the kit. @returns what to call when it has ended by itself */
  endWithKit(pid: number): () => void;
  /**
   * Ends with the kit what this process has started since the guard stands: workerd, whose ids wrangler does not tell.
   *
   * @returns what to call when they have ended by themselves
   */
  endChildrenWithKit(): Promise<() => void>;
  /** Ends what has not ended by itself, removes the folder and lets the guard go. */
  release(): Promise<void>;
}

const onDuty = new Set<Guard>();

/**
 * Leaves everything that kits of this process have started to their guards, so that it may exit at once: also in the middle
 * of a start, which can take long on a busy machine.
 */
export async function handOverToGuards(): Promise<void> {
  await Promise.all([...onDuty].map((guard) => guard.endChildrenWithKit()));
}

/** Starts the guard: a small process that waits for the end of this one. */
export async function startGuard(): Promise<Guard> {
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const script = fileURLToPath(new URL(`./guard-process.${extension}`, import.meta.url));
  const guard = spawn(process.execPath, [script], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: {},
  });
  guard.on("error", () => {}); // without its guard a run is still a run
  guard.stdin.on("error", () => {});
  guard.unref();
  const tell = (order: object) => void guard.stdin.write(`${JSON.stringify(order)}\n`);

  const [folder, before] = await Promise.all([makeTemporaryFolder(), childrenOf(process.pid)]);
  tell({ remove: folder });
  const endWithKit = (pid: number) => {
    tell({ end: pid });
    return () => tell({ ended: pid });
  };
  const handle: Guard = {
    folder,
    endWithKit,
    async endChildrenWithKit() {
      const children = await childrenOf(process.pid);
      const started = children.filter((pid) => pid !== guard.pid && !before.includes(pid));
      const endings = started.map((pid) => endWithKit(pid));
      return () => endings.forEach((ended) => ended());
    },
    async release() {
      tell({ release: true });
      guard.stdin.end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      onDuty.delete(handle);
    },
  };
  onDuty.add(handle);
  return handle;
}

async function childrenOf(parent: number): Promise<number[]> {
  if (process.platform === "win32") return []; // no ps; job objects end children there
  // A machine without ps: without its guard a run is still a run.
  const listed = promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  const { stdout } = await listed.catch(() => ({ stdout: "" }));
  return stdout
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, ppid]) => ppid === parent)
    .map(([pid]) => pid ?? 0);
}
