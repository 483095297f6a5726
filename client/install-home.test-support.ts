import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { hostConfigFile } from "./host-config-file.ts";
import { personAt } from "./person.test-support.ts";

/** A home with a person in it, and what Claude Desktop's file there holds. */
export async function openHome() {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const person = await personAt(home.path);
  const { platform } = person;
  const file = hostConfigFile("claude-desktop", platform);
  const write = async (text: string) => {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const read = () => readFile(file, "utf8").catch(() => undefined);
  const list = async () => (await readdir(home.path, { recursive: true })).toSorted();
  const { path } = home;
  return {
    path,
    platform,
    visited: () => person.visited(),
    file,
    write,
    read,
    list,
    [Symbol.asyncDispose]: () => home.remove(),
  };
}

/** A file of somebody who has a server already. */
export const theirs =
  '{\n    "theme": "dark",\n    "mcpServers": {\n        "other": { "command": "x" }\n    }\n}';
