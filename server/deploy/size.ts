import { readdir } from "node:fs/promises";
import { gzippedAimsKiB, measure, writeVariant, type Size } from "./measure.ts";

/** Prints the size of the Worker, of one with each of its endpoints alone, and of the libraries in it. */
async function main(): Promise<void> {
  const whole = await measure(".");
  console.log("Minified           KiB  gzipped   aim");
  print("whole", whole);
  for (const file of await readdir("server/endpoints")) {
    const endpoint = file.replace(/\.ts$/, "");
    await using variant = await writeVariant(endpoint);
    print(endpoint, await measure(variant.folder));
  }
  console.log("\nIn the whole, before it is gzipped");
  for (const [library, kib] of whole.libraries) console.log(`${library.padEnd(36)}${cell(kib)}`);
}

function print(name: string, { kib, gzippedKiB }: Size): void {
  const aim = Object.entries(gzippedAimsKiB).find(([key]) => key === name)?.[1] ?? "";
  console.log(`${name.padEnd(14)}${cell(kib)}${cell(gzippedKiB)}${String(aim).padStart(6)}`);
}

function cell(kib: number): string {
  return kib.toFixed(1).padStart(9);
}

await main();
