import { test } from "vitest";
import { openHome, theirs } from "./install-home.test-support.ts";
import { installServer } from "./install-server.ts";
import { runClaudeDesktop } from "./running-host.test-support.ts";
import { uninstallServer } from "./uninstall-server.ts";

test.runIf(process.platform === "linux")(
  "CL-37 install and uninstall warn while the host runs, and uninstall only where it writes",
  async ({ expect }) => {
    await using home = await openHome();
    await home.write(theirs);
    const { platform } = home;
    await using claude = await runClaudeDesktop(home.path);
    void claude; // runs until this ends
    const warning = expect.stringMatching(
      /^Claude Desktop is running\.[^]*Quit Claude Desktop fully/,
    );
    const url = "http://localhost:8788/mcp";
    const installed = await installServer(url, { name: "mine", platform, verify: false });
    expect(installed.warnings).toEqual([warning]);
    const planned = await uninstallServer("mine", { platform, dryRun: true });
    expect([planned.how, planned.warnings]).toEqual(["restored", [warning]]);
    const removed = await uninstallServer("mine", { platform });
    expect([removed.how, removed.warnings]).toEqual(["restored", [warning]]);
    for (const name of ["mine", "other"])
      expect((await uninstallServer(name, { platform })).warnings).toEqual([]);
  },
);
