import { setTimeout } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { createEntry, packagedBridge, KitError } from "../../client/index.ts";
import { clientInfo } from "../lanes/lane.ts";
import { openScriptedDesktop } from "../lanes/scripted-desktop.ts";
import type { CreateClient, Identity } from "./client-under-test.ts";
import { readStoredToken, spoilStoredTokens } from "./stored-token.ts";

/**
 * mcp-remote derives the port of its redirect URI from the server's URL, and with an identity made in advance it takes no other. The
 * system gives the same ports to outgoing connections, each for seconds.
 */
const PORT_HELD = /^Fatal error: .*Callback port \d+ is already in use/;
const PORT_WAIT = { tries: 60, pauseMs: 500 };

/** mcp-remote, started as Claude Desktop starts it, with a browser that hands over what it is asked to open. */
export const createMcpRemoteClient: CreateClient = async (surroundings) => {
  const { home, url, identity } = surroundings;
  const desktop = await openScriptedDesktop(home);
  const { command, args } = createEntry(url, { bridge: (await packagedBridge()).path });
  const closed = new AbortController();
  const running = new Map<Client, StdioClientTransport>();

  const start = async (tool: string | undefined): Promise<object> => {
    const transport = new StdioClientTransport({
      command,
      args: [...args, ...flagsFor(identity)],
      env: { ...desktop.environment, ...surroundings.environment },
      cwd: home,
      stderr: "pipe",
    });
    let lastWords = "";
    transport.stderr?.on("data", (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-2000);
    });
    const failed = Promise.withResolvers<never>();
    desktop.onBrowserOpened((opened) => {
      surroundings.openBrowser(opened).catch(failed.reject);
    });
    const client = new Client(clientInfo);
    let onEnded: (() => void) | undefined;
    try {
      const connected = client.connect(transport);
      running.set(client, transport);
      if (transport.pid !== null) onEnded = surroundings.onProcess(transport.pid);
      await Promise.race([connected, failed.promise]);
      return await (tool === undefined ? client.listTools() : client.callTool({ name: tool }));
    } catch (cause) {
      if (cause instanceof KitError) throw cause;
      throw new Error(lastLine(lastWords) ?? String(cause), { cause });
    } finally {
      await client.close();
      onEnded?.();
      running.delete(client);
    }
  };

  return {
    async use(tool) {
      for (let left = PORT_WAIT.tries; ; left -= 1) {
        try {
          return await start(tool);
        } catch (error) {
          if (left === 1 || !(error instanceof Error && PORT_HELD.test(error.message))) throw error;
          await setTimeout(PORT_WAIT.pauseMs, undefined, closed);
        }
      }
    },
    spoilAccessToken: () => spoilStoredTokens(home),
    mcpAccessToken: () => readStoredToken(home),
    async close() {
      closed.abort();
      desktop.close();
      // At the end of its stdin it goes on waiting for the browser for two seconds.
      for (const { pid } of running.values()) if (pid !== null) endProcess(pid);
      await Promise.all([...running.keys()].map((client) => client.close()));
    },
  };
};

function flagsFor({ clientId, metadataUrl }: Identity): string[] {
  if (metadataUrl !== undefined) return ["--client-metadata-url", metadataUrl];
  if (clientId === undefined) return [];
  return ["--static-oauth-client-info", JSON.stringify({ client_id: clientId })];
}

/** What mcp-remote said went wrong. */
function lastLine(words: string): string | undefined {
  const lines = words.split("\n").map((line) => line.replace(/^\[\d+\]\s*/, "").trim());
  // A line such as `code: 'server_error',` is a member of an error, as Node.js prints it below its message.
  const isMember = /^(?:at |\w+: \S+$|\[\w+\]: )/;
  return lines.findLast((line) => /error|fail|denied/i.test(line) && !isMember.test(line));
}

function endProcess(pid: number): void {
  try {
    process.kill(pid);
  } catch {
    // It has ended by itself.
  }
}
