import { randomUUID } from "node:crypto";
import { watch } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Platform } from "../../client/index.ts";

/** A graphical session with nobody at it: a home of its own, and a browser that hands over what it is asked to open. */
export interface ScriptedDesktop {
  readonly platform: Platform;
  /** What a program started from the session finds in its environment; nothing of this process's own. */
  readonly environment: Record<string, string>;
  onBrowserOpened(listener: (url: string) => void): void;
  close(): void;
}

/** Writes the address where the desktop finds it: first beside, then renamed, so that it is never read half-way. */
const browserScript = `#!/bin/sh
printf '%s' "$1" > "$0.part" && mv "$0.part" "$0.url"
`;

/**
 * Opens the session in a folder that may have been used before, or is in use by another session: what programs stored there is
 * there for both, but the browser is each one's own, since who signs in is.
 *
 * On Linux programs open a browser through `xdg-open`, which obeys `BROWSER`; on macOS through `open`, found on `PATH`.
 */
export async function openScriptedDesktop(home: string): Promise<ScriptedDesktop> {
  await mkdir(home, { recursive: true });
  const bin = await mkdtemp(join(home, "bin-"));
  const browser = join(bin, "open");
  const handedOver = `${browser}.url`;
  await writeFile(browser, browserScript);
  await chmod(browser, 0o755);

  let listener: ((url: string) => void) | undefined;
  const watcher = watch(bin, () => {
    void (async () => {
      const claimed = `${handedOver}.${randomUUID()}`; // one file may raise several events: who renames it has it
      if (
        !(await rename(handedOver, claimed).then(
          () => true,
          () => false,
        ))
      )
        return;
      listener?.(await readFile(claimed, "utf8"));
    })();
  });

  const environment = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
    PATH: [bin, "/usr/local/bin", "/usr/bin", "/bin"].join(":"),
    LANG: "C.UTF-8",
    BROWSER: browser,
  };
  return {
    platform: { os: process.platform, env: environment, home } as Platform,
    environment,
    onBrowserOpened(added) {
      listener = added;
    },
    close: () => watcher.close(),
  };
}
