import { defineConfig } from "vitest/config";

const shared = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    reporters: process.env["CI"] ? ["verbose"] : ["default"],
    projects: [
      {
        test: {
          ...shared,
          name: "rooms",
          include: ["{client,harness,cli,server}/**/*.test.ts"],
          exclude: ["**/*.worker.test.ts", "**/*.command.test.ts"],
        },
      },
      {
        // One Worker for all of these: the `kit` fixture of harness/vitest.ts.
        test: {
          ...shared,
          name: "worker",
          include: ["**/*.worker.test.ts"],
          exclude: ["node_modules", "dist"],
          pool: "forks",
          isolate: false,
          fileParallelism: false,
        },
      },
      {
        // The commands, each as a process of its own.
        test: {
          ...shared,
          name: "commands",
          include: ["**/*.command.test.ts"],
          exclude: ["node_modules", "dist"],
          fileParallelism: false,
        },
      },
    ],
  },
});
