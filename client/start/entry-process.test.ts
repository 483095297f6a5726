import { EventEmitter, once } from "node:events";
import { test } from "vitest";
import { openHome, scriptEntry } from "../script-entry.test-support.ts";
import { startEntry } from "./entry-process.ts";

test("waits for the last words of a program that reads no more", async ({ expect }) => {
  await using home = await openHome();
  const entry = await scriptEntry(
    home.path,
    `import { closeSync } from "node:fs";
    closeSync(0);
    console.error("deaf");
    setTimeout(() => { console.error("last words"); process.exit(1); }, 300);`,
  );
  await using running = await startEntry(entry, { environment: {}, cwd: home.path });
  const heard = new EventEmitter();
  running.onStderr((tail) => heard.emit("stderr", tail));
  await running.transport.start();
  await once(heard, "stderr");
  await running.transport.send({ jsonrpc: "2.0", id: 1, method: "ping" });
  expect(running.stderr()).toBe("deaf\nlast words\n");
});
