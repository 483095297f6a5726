import { mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { personAt } from "../../client/person.test-support.ts";
import { runKitIn, spawnKit } from "./run-kit.ts";

/** A user's home with nothing in it but Claude Desktop's place for its file, and the commands run there. */
export async function openUserHome() {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const person = await personAt(home.path);
  const env = { ...person.platform.env, HOME: home.path, XDG_CONFIG_HOME: "", SUDO_USER: "" };
  const folder = join(home.path, ".config", "Claude");
  const file = join(folder, "claude_desktop_config.json");
  return {
    path: home.path,
    file,
    env,
    visited: () => person.visited(),
    kit: (...args: string[]) => runKitIn({ env }, ...args),
    spawn: (...args: string[]) => spawnKit(args, { env }),
    write: async (text: string) => {
      await mkdir(folder, { recursive: true });
      await writeFile(file, text);
    },
    read: () => readFile(file, "utf8").catch(() => undefined),
    [Symbol.asyncDispose]: () => home.remove(),
  };
}

/** What stands in a file of somebody who has a server of their own. */
export const fileWithSecret = `{ "mcpServers": { "other": { "command": "x", "env": { "KEY": "hunter2" } } } }\r\n`;
