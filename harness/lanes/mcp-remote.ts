import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  createEntry,
  hostConfigFile,
  packagedBridge,
  readHostConfig,
  serverName,
  writeEntry,
  KitError,
} from "../../client/index.ts";
import { redactText } from "../redact-text.ts";
import { completeSignIn } from "../browser/sign-in.ts";
import { signInNeeded } from "./http.ts";
import { clientInfo, connectWithin, toSession, type Lane, type LaneContext } from "./lane.ts";
import { openScriptedDesktop, type ScriptedDesktop } from "./scripted-desktop.ts";

/** Claude Desktop gives a server that long to answer `initialize`. */
const hostPatienceS = 60;

/**
 * Connects as Claude Desktop does: writes the entry into the host's configuration file, reads the file back, and starts exactly
 * what it holds, the real mcp-remote, in the environment of a graphical session. The sign-in passes through the browser that
 * mcp-remote opens.
 */
export const connectThroughMcpRemote: Lane = async (context) => {
  const desktop = await openScriptedDesktop(context.home);
  const file = hostConfigFile("claude-desktop", desktop.platform);
  const name = serverName(context.url);
  const { path: bridge } = await packagedBridge(); // the file that an installed entry starts
  await writeEntry({ file, name, entry: createEntry(context.url, { bridge }) });
  const entry = (await readHostConfig(file)).mcpServers[name];
  if (!entry) throw new TypeError(`no entry "${name}" in ${file}`);

  const transport = new StdioClientTransport({
    command: entry.command,
    args: entry.args,
    env: { ...desktop.environment, ...context.environment, ...entry.env },
    cwd: context.home,
    stderr: "pipe",
  });
  let lastWords = "";
  let onEnded: (() => void) | undefined;
  const start = transport.start.bind(transport);
  transport.start = async () => {
    await start();
    if (transport.pid !== null) onEnded = context.onProcess(transport.pid);
  };
  transport.stderr?.on("data", (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString()).slice(-2000);
  });
  const client = new Client(clientInfo);
  const close = async () => {
    desktop.close();
    const { pid } = transport;
    await client.close();
    if (pid !== null) endProcess(pid); // it may still be closing a stream that the Worker has cut
    onEnded?.();
  };
  try {
    const connecting = client.connect(transport, { timeout: (hostPatienceS + 5) * 1000 });
    const signingIn = signInWhenAsked(desktop, context);
    const patienceS = Math.min(hostPatienceS, context.patienceS);
    await connectWithin(patienceS, context, Promise.race([connecting, signingIn]));
  } catch (cause) {
    await close();
    if (cause instanceof KitError) throw cause;
    throw new KitError(
      "CONNECT_FAILED",
      `mcp-remote did not connect to ${context.url}. Its last words:\n${lastLines(lastWords)}`,
      {
        hint: "Run the same scenario with --lane http to see whether the endpoint or the proxy is at fault.",
        cause,
      },
    );
  }
  return toSession("mcp-remote", client, close);
};

/** Settles only when a sign-in fails: success shows in the client's connection. */
function signInWhenAsked(desktop: ScriptedDesktop, context: LaneContext): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  desktop.onBrowserOpened((url) => {
    if (!context.login) return reject(signInNeeded(context.url, undefined));
    const started = performance.now();
    completeSignIn({ ...context.person, url, login: context.login, fetch: context.fetch }).then(
      () => context.onSignIn(performance.now() - started),
      reject,
    );
  });
  return promise;
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** The end of what mcp-remote printed, without its stack and without secrets. */
function lastLines(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !/^\s*at /.test(line));
  return redactText(lines.slice(-12).join("\n")).trim();
}
