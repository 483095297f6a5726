import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "./platform.ts";

/** A desktop session whose browser is a script that goes wherever it is sent, and so signs in at a server that asks no questions. */
export interface Person {
  platform: Platform;
  /** The addresses that the browser was sent to. */
  visited(): Promise<string[]>;
}

/** On Linux mcp-remote opens a browser with `xdg-open`, which obeys `BROWSER`. */
export async function personAt(home: string, { stays = false } = {}): Promise<Person> {
  const browser = join(home, "browser");
  const log = join(home, "visited");
  await writeFile(
    browser,
    `#!${process.execPath}
require("node:fs").appendFileSync(${JSON.stringify(log)}, process.argv[2] + "\\n");
// mcp-remote may open the page before it listens for the callback: a person is slower than this.
const go = (url, tries) => fetch(url, { redirect: "manual" }).then(
  (page) => page.headers.get("location") && go(new URL(page.headers.get("location"), url), 50),
  () => tries > 0 && setTimeout(go, 100, url, tries - 1),
);
if (!${stays}) go(process.argv[2], 0);
`,
    { mode: 0o700 },
  );
  return {
    platform: {
      os: "linux",
      home,
      env: { BROWSER: browser, PATH: "/usr/local/bin:/usr/bin:/bin" },
    },
    visited: async () =>
      (await readFile(log, "utf8").catch(() => "")).split("\n").filter((line) => line !== ""),
  };
}
