import { readFile, rm, writeFile } from "node:fs/promises";
import { describe, test } from "vitest";
import { hostConfigFile } from "./host-config-file.ts";
import { openHome, theirs } from "./install-home.test-support.ts";
import { installServer } from "./install-server.ts";
import { serveLocally } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";

describe.runIf(process.platform === "linux")(
  "what others write while an entry is installed",
  () => {
    test.for(["rewritten", "removed"])(
      "CL-37 reports no entry as installed that has gone from the file by the time it is proven: %s",
      async (how, { expect }) => {
        await using home = await openHome();
        await home.write(theirs);
        let isWritten = false;
        const answer = mcpEndpoint();
        await using server = await serveLocally(async (request, response) => {
          // As a host does that writes its file from memory.
          if (isWritten && request.body.includes('"tools/list"'))
            await (how === "rewritten" ? home.write(theirs) : rm(home.file));
          return answer(request, response);
        });
        const installing = installServer(`${server.origin}/mcp`, {
          name: "mine",
          platform: home.platform,
          onProgress: (what) => (isWritten ||= what.startsWith("Starting")),
        });
        await expect(installing).rejects.toMatchObject({
          code: "HOST_FILE_REFUSED",
          message: expect.stringContaining("does not hold the entry mine that was written to it"),
          hint: expect.stringContaining("Quit Claude Desktop"),
        });
        expect(await home.read()).toBe(how === "rewritten" ? theirs : undefined);
      },
    );

    test("tells why an entry failed also where somebody has broken the file meanwhile", async ({
      expect,
    }) => {
      await using home = await openHome();
      let isWritten = false;
      await using server = await serveLocally(async (request, response) => {
        if (isWritten) await home.write('{"broken');
        return mcpEndpoint(isWritten ? { refuses: "tools/list" } : {})(request, response);
      });
      const installing = installServer(`${server.origin}/mcp`, {
        platform: home.platform,
        onProgress: (what) => (isWritten ||= what.startsWith("Starting")),
      });
      await expect(installing).rejects.toMatchObject({
        code: "CONNECT_FAILED",
        message: expect.stringMatching(
          /^The server refused: [^]*\n.*claude_desktop_config\.json.*(?:1:|line 1)/,
        ),
      });
      expect(await home.read()).toBe('{"broken');
    });

    test("replaces nothing that a host or its user has set beside the kit's own, unless it is told to", async ({
      expect,
    }) => {
      await using home = await openHome();
      const { platform } = home;
      const options = {
        platform,
        host: "cline" as const,
        bridge: true,
        verify: false,
        name: "mine",
      };
      const { file } = await installServer("http://localhost:8788/mcp", options);
      const touched = (await readFile(file, "utf8")).replace(
        '"autoApprove": []',
        '"autoApprove": ["add"]',
      );
      await writeFile(file, touched);
      const again = installServer("http://localhost:8788/mcp", options);
      await expect(again).rejects.toMatchObject({
        code: "USAGE",
        hint: expect.stringContaining("--force"),
      });
      expect(await readFile(file, "utf8")).toBe(touched);
    });

    test("takes an entry that its host has switched meanwhile for the same", async ({ expect }) => {
      await using home = await openHome();
      const { platform } = home;
      const file = hostConfigFile("cline", platform);
      let isWritten = false;
      const answer = mcpEndpoint();
      await using server = await serveLocally(async (request, response) => {
        if (isWritten)
          await writeFile(
            file,
            (await readFile(file, "utf8")).replace('"disabled"', '"timeout": 60, "disabled"'),
          );
        isWritten = false;
        return answer(request, response);
      });
      const { verified } = await installServer(`${server.origin}/mcp`, {
        platform,
        host: "cline",
        bridge: true,
        onProgress: (what) => (isWritten ||= what.startsWith("Starting")),
      });
      expect(verified?.tools).toEqual(["add", "echo"]);
      expect(await readFile(file, "utf8")).toContain('"timeout": 60');
    });
  },
);
