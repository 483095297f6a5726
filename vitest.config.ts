import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { rowsReporter } from "./cli/testing/rows-reporter.ts";

/** `vitest run` without a file or a filter. */
const isWhole = process.argv.slice(2).every((argument) => argument === "run");

// Most tests wait for programs that they have started. On a busy machine one of thousands may wait too long: where nobody is there
// to run it again, it is run once more, and named at the end.
const shared = {
  testTimeout: 60_000,
  hookTimeout: 60_000,
  retry: process.env["CI"] ? 1 : 0,
  // The same programs are started hundreds of times: they are compiled once, which saves a fifth of what the commands take.
  env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node-compile") },
};

export default defineConfig({
  test: {
    reporters: [process.env["CI"] ? "verbose" : "default", rowsReporter({ isWhole })],
    projects: [
      {
        test: {
          ...shared,
          name: "rooms",
          // Much of it waits for programs that it has started, and two cores are the least there are.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          include: ["{client,harness,cli,server}/**/*.test.ts"],
          exclude: ["**/*.worker.test.ts", "**/*.command.test.ts"],
        },
      },
      {
        // One Worker for all of these that run in a process, of which there are two: the `kit` fixture of harness/vitest.ts.
        test: {
          ...shared,
          name: "worker",
          include: ["**/*.worker.test.ts"],
          exclude: ["node_modules", "dist"],
          pool: "forks",
          isolate: false,
          maxWorkers: 2,
        },
      },
      {
        // The commands, each as a process of its own.
        test: {
          ...shared,
          name: "commands",
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          include: ["**/*.command.test.ts"],
          exclude: ["node_modules", "dist"],
        },
      },
    ],
  },
});
