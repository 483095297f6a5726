// Runs as a process of its own, see guard.ts. Reads lines from stdin: a process id to end, one that has ended by itself, a folder
// to remove, or "release". When stdin closes without a release, the process that it served has died and could not clean up.
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

interface Order {
  end?: number;
  ended?: number;
  remove?: string;
  release?: true;
}

const processes = new Set<number>();
const folders = new Set<string>();
let released = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {}); // a terminal's Ctrl-C reaches this too

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as Order;
  if (order.end !== undefined) processes.add(order.end);
  if (order.ended !== undefined) processes.delete(order.ended);
  if (order.remove !== undefined) folders.add(order.remove);
  if (order.release) released = true;
}

for (const pid of processes) endProcess(pid);
if (!released) {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
