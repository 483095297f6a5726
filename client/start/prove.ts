import { Client, ProtocolError } from "@modelcontextprotocol/client";
import type { Entry } from "../entry.ts";
import type { Platform } from "../platform.ts";
import type { Hide } from "../hide-values.ts";
import { KitError } from "../kit-error.ts";
import { plainText } from "../plain-text.ts";
import type { Proof, ProveOptions } from "../prove-entry.ts";
import { quote } from "../quote.ts";
import { startEntry, type EntryProcess } from "./entry-process.ts";
import { asksForSignIn, explainFailure } from "./explain-failure.ts";
import { lastWords, redactSecrets } from "./last-words.ts";
import { secretsOfEntry } from "./secrets-of-entry.ts";
import { sessionEnvironment } from "./session-environment.ts";
import { shutBrowser } from "./shut-browser.ts";

export type Proving = ProveOptions & { platform: Platform; timeoutMs: number };

/** Does what `proveEntry` promises. */
export async function prove(entry: Entry, options: Proving): Promise<Proof> {
  const { platform, timeoutMs, signal } = options;
  signal?.throwIfAborted();
  const hide = await secretsOfEntry(entry, platform);
  const started = performance.now();
  await using browser = await shutBrowser(platform, sessionEnvironment(platform));
  await using running = await startEntry(entry, {
    environment: browser.environment,
    cwd: platform.home,
  });
  // A browser that would be opened means that the sign-in is missing: whoever waits for it waits in vain.
  const signInNeeded = new Promise<never>((_, reject) => {
    running.onStderr((tail) => {
      if (asksForSignIn.test(tail)) reject(missingSignIn(options));
    });
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  const limit = signal ? AbortSignal.any([deadline, signal]) : deadline;
  try {
    const proof = await Promise.race([
      greet(running, timeoutMs, hide),
      signInNeeded,
      whenAborted(limit),
    ]);
    return { ...proof, ms: Math.round(performance.now() - started) };
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (cause instanceof KitError) throw cause;
    throw failedProof(entry, running, { ...options, hide, cause, timedOut: deadline.aborted });
  }
}

/** Speaks to a process that was started from an entry until it has listed its tools. */
export async function greet(
  running: EntryProcess,
  timeoutMs: number,
  hide: Hide,
): Promise<Pick<Proof, "server" | "tools">> {
  const client = new Client({ name: "mcp-kit", version: "1" });
  const limits = { timeout: timeoutMs };
  await client.connect(running.transport, limits);
  const { name = "", version = "" } = client.getServerVersion() ?? {};
  const { tools } = client.getServerCapabilities()?.tools
    ? await client.listTools(undefined, limits)
    : await askForTools(client, limits);
  return {
    server: { name: plainText(hide(name), 80), version: plainText(hide(version), 40) },
    tools: tools.map((tool) => plainText(hide(tool.name), 128)),
  };
}

/** Asks a server that has no tools by its capabilities all the same, which the SDK would not: it may refuse, but has to answer. */
async function askForTools(
  client: Client,
  limits: { timeout: number },
): Promise<{ tools: { name: string }[] }> {
  try {
    return await client.request({ method: "tools/list" }, limits);
  } catch (error) {
    if (error instanceof ProtocolError) return { tools: [] };
    throw error;
  }
}

/** Rejects when the signal is aborted, and before that never settles. */
export function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}

/** Says why an entry that was started came to nothing, with its own last words. */
export function failedProof(
  entry: Entry,
  running: EntryProcess,
  {
    cause,
    timedOut,
    timeoutMs,
    name,
    hide,
  }: {
    cause: unknown;
    timedOut: boolean;
    timeoutMs: number;
    name?: string | undefined;
    hide: Hide;
  },
): KitError {
  const failure = running.startFailure();
  if (failure)
    return new KitError(
      "CONNECT_FAILED",
      `The entry's command ${quote(entry.command)} cannot be started: ${plainText(failure.message)}.`,
      {
        hint:
          failure.code === "ENOENT"
            ? "That file is not there, or not in the PATH of a desktop session: run `mcp-kit install <url>` again."
            : "Check that the file may be run.",
        cause,
      },
    );
  const words = lastWords(running.stderr(), hide);
  const said = words === "" ? "It said nothing." : `Its last words:\n${words}`;
  if (timedOut)
    return new KitError(
      "CONNECT_TIMED_OUT",
      `The entry did not answer within ${timeoutMs / 1000} s. ${said}`,
      { hint: explainFailure(words, name).hint, cause },
    );
  if (cause instanceof ProtocolError)
    return new KitError(
      "CONNECT_FAILED",
      `The server refused: ${quote(redactSecrets(hide(cause.message)))}.`,
      {
        hint: "The entry itself starts: whoever runs the server finds the reason in its log.",
        cause,
      },
    );
  if (!running.hasEnded() && cause instanceof Error)
    return new KitError(
      "CONNECT_FAILED",
      `The entry's tools could not be listed: ${plainText(redactSecrets(hide(cause.message)), 300)}`,
      {
        hint: "The entry itself starts, and its server answers otherwise than MCP says: its owner finds out why.",
        cause,
      },
    );
  const { code, hint } = explainFailure(words, name);
  return new KitError(code, `The entry ended before it had listed its tools. ${said}`, {
    hint,
    cause,
  });
}

function missingSignIn({ name }: Proving): KitError {
  return new KitError("SIGN_IN_FAILED", "The server asks for a sign-in, and none is stored.", {
    hint: `Run \`mcp-kit login ${name ?? "<name>"}\`.`,
  });
}
