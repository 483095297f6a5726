import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createRequire } from "node:module";
import type { CreateClient, Identity } from "./client-under-test.ts";
import { readStoredToken, spoilStoredTokens } from "./stored-token.ts";

/** The command line of the MCP Inspector: it prints the address that its user opens, and stores the sign-in. */
export const createInspectorClient: CreateClient = async (surroundings) => {
  const { home, url, identity } = surroundings;
  const callbackUrl = `http://127.0.0.1:${await freePort()}/oauth/callback`;
  const connection = ["--server-url", url, "--transport", "http", "--callback-url", callbackUrl];
  const args = [launcher(), "--cli", ...connection, "--format", "json", ...flagsFor(identity)];
  const env = {
    ...surroundings.environment,
    HOME: home,
    PATH: process.env["PATH"],
    MCP_STORAGE_DIR: home,
    MCP_INSPECTOR_SECRET_STORE: "file", // else the keychain of who runs this
    MCP_AUTO_OPEN_ENABLED: "true", // else it asks for a terminal
    BROWSER: "true",
  };
  const children = new Set<ChildProcess>();

  return {
    async use(tool) {
      const call = tool === undefined ? ["tools/list"] : ["tools/call", "--tool-name", tool];
      const running = spawn(process.execPath, [...args, "--method", ...call], {
        env,
        stdio: ["ignore", "pipe", "pipe"],
      });
      children.add(running);
      running.once("close", () => children.delete(running));
      if (running.pid !== undefined) running.once("close", surroundings.onProcess(running.pid));
      const failed = Promise.withResolvers<never>();
      let errors = "";
      let hasOpened = false;
      running.stderr.on("data", (chunk: Buffer) => {
        errors += chunk.toString();
        const opened = /Please navigate to: (\S+)\s/.exec(errors)?.[1];
        if (opened === undefined || hasOpened) return;
        hasOpened = true;
        surroundings.openBrowser(opened).catch(failed.reject);
      });
      const printed = text(running.stdout);
      await Promise.race([once(running, "close"), failed.promise]);
      if (running.exitCode !== 0) throw new Error(lastMessage(errors));
      const { result } = JSON.parse(await printed) as { result: object };
      return result;
    },
    spoilAccessToken: () => spoilStoredTokens(home),
    mcpAccessToken: () => readStoredToken(home),
    close: async () => children.forEach((child) => child.kill()),
  };
};

function launcher(): string {
  return createRequire(import.meta.url).resolve(
    "@modelcontextprotocol/inspector/clients/launcher/build/index.js",
  );
}

function flagsFor({ clientId, metadataUrl }: Identity): string[] {
  if (metadataUrl !== undefined) return ["--client-metadata-url", metadataUrl];
  return clientId === undefined ? [] : ["--client-id", clientId];
}

/** It ends with `{"error":{"code","message"}}`. */
function lastMessage(errors: string): string {
  const line = errors.split("\n").findLast((each) => each.trim() !== "") ?? "It said nothing.";
  return /"message":"(?<message>(?:[^"\\]|\\.)*)"/.exec(line)?.groups?.["message"] ?? line;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return port;
}
