import { execFile } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "vitest";
import { openScriptedDesktop, type ScriptedDesktop } from "./scripted-desktop.ts";

test("each of two sessions in one home gets what its own programs open", async ({ expect }) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  // The other has nobody who listens, and would take an address with it.
  const [mine, other] = await Promise.all([
    openScriptedDesktop(folder.path),
    openScriptedDesktop(folder.path),
  ]);
  for (let n = 0; n < 10; n++) {
    const opened = Promise.withResolvers<string>();
    mine.onBrowserOpened(opened.resolve);
    await open(mine, `https://example.com/${n}`);
    expect(await opened.promise).toBe(`https://example.com/${n}`);
  }
  mine.close();
  other.close();
});

/** Opens an address as programs do that obey `BROWSER`. */
async function open({ environment }: ScriptedDesktop, url: string): Promise<void> {
  const { BROWSER = "" } = environment;
  await promisify(execFile)(BROWSER, [url], { env: environment });
}
