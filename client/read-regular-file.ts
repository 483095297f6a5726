import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { buffer } from "node:stream/consumers";

const kilobyte = 1024;

/** What nobody's settings reach. */
const usualMax = 1024 * kilobyte;

// Without O_NONBLOCK a FIFO would hold the open until somebody writes to it, and the process beyond its end. Windows has no such flag.
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a file whose name came from elsewhere, links followed, and nothing that has no end or lets its reader wait.
 *
 * @param maxBytes default 1 MB
 * @throws the system's own error, or one that says what it is instead of a file of that size
 */
export async function readRegularFile(path: string, maxBytes = usualMax): Promise<Buffer> {
  const handle = await open(path, flags);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new Error("it is no regular file");
    const large = new Error(`it is larger than ${maxBytes / kilobyte} KB`);
    if (stats.size > maxBytes) throw large;
    // It may grow while it is read.
    const bytes = await buffer(handle.createReadStream({ end: maxBytes, autoClose: false }));
    if (bytes.length > maxBytes) throw large;
    return bytes;
  } finally {
    await handle.close();
  }
}
