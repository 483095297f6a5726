import { chmod, mkdtempDisposable, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, vi } from "vitest";
import { isRunning } from "../is-running.test-support.ts";
import { askNodeVersion } from "./node-version.ts";

test.skipIf(process.platform === "win32")(
  "CL-52 CL-53 asks for the version with a bare environment, and does not wait for ever",
  async ({ expect }) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
    const fake = async (name: string, script: string) => {
      const path = join(folder.path, name);
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
      return path;
    };
    process.env["NPM_TOKEN"] = "hunter2";
    expect(
      await askNodeVersion(
        await fake("env", '[ -z "$NPM_TOKEN" ] && [ -d "$HOME" ] && echo v22.1.0'),
      ),
    ).toBe("22.1.0");
    const started = performance.now();
    expect(await askNodeVersion(await fake("slow", "exec sleep 60"), 200)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(5000);
    // A version manager's script starts what it finds, and waits for it.
    const left = join(folder.path, "left");
    expect(
      await askNodeVersion(await fake("shim", `sleep 60 &\necho $! > ${left}\nwait`), 400),
    ).toBeUndefined();
    const child = Number(await readFile(left, "utf8"));
    await vi.waitFor(() => expect(isRunning(child)).toBe(false), { timeout: 5000 });
    expect(await askNodeVersion(await fake("other", "echo 1.2.3"))).toBeUndefined();
    expect(await askNodeVersion(await fake("broken", "echo v22.1.0; exit 1"))).toBeUndefined();
    expect(await askNodeVersion(join(folder.path, "missing"))).toBeUndefined();
    await symlink("loop", join(folder.path, "loop"));
    for (const path of ["loop", "env/node", `${"x".repeat(300)}/node`])
      expect(await askNodeVersion(join(folder.path, path))).toBeUndefined();
    await symlink(process.execPath, join(folder.path, "link"));
    expect(await askNodeVersion(join(folder.path, "link"))).toBe(process.versions.node);
    delete process.env["NPM_TOKEN"];
  },
);
