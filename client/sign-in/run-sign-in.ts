import { mkdir } from "node:fs/promises";
import { inspectBridge } from "../bridge/inspect-bridge.ts";
import { createEntry } from "../create-entry.ts";
import type { Entry } from "../entry.ts";
import type { Platform } from "../platform.ts";
import { KitError } from "../kit-error.ts";
import { probeServer } from "../probe-server.ts";
import { isSafeEndpoint } from "../probe/oauth-metadata.ts";
import { quote } from "../quote.ts";
import type { SignedIn, StartSignInOptions } from "../sign-in.ts";
import { signInStatus } from "../sign-in-status.ts";
import { startEntry, type EntryProcess } from "../start/entry-process.ts";
import { failedProof, greet, whenAborted } from "../start/prove.ts";
import { secretsOfEntry } from "../start/secrets-of-entry.ts";
import { browserEnvironment } from "../start/session-environment.ts";
import { shutBrowser } from "../start/shut-browser.ts";
import { readBridgeArguments, type SignInTarget } from "./bridge-arguments.ts";
import { openSignInStore } from "./open-store.ts";

type Running = StartSignInOptions & { platform: Platform; timeoutMs: number; open: boolean };

/** Does what `signIn` promises. */
export async function runSignIn(target: SignInTarget, options: Running): Promise<SignedIn> {
  const { platform, timeoutMs, signal } = options;
  const { name = typeof target === "string" ? target : "<name>" } = options;
  signal?.throwIfAborted();
  await checkSignInPage(target, options);
  if (typeof target !== "string") await checkBridge(target);
  const asWritten = typeof target === "string" ? createEntry(target, { allowRoot: true }) : target;
  const entry = patient(asWritten, timeoutMs);
  const { store } = await openSignInStore(target, platform);
  // mcp-remote would let every user of the machine list its folder.
  await mkdir(store.folder, { recursive: true, mode: 0o700 }).catch(() => undefined); // it says itself what is wrong
  const hide = await secretsOfEntry(entry, platform);
  const session = browserEnvironment(platform);
  await using browser = options.open ? undefined : await shutBrowser(platform, session);
  await using running = await startEntry(entry, {
    environment: browser?.environment ?? session,
    cwd: platform.home,
  });
  let asked = false;
  const unsafePage = onSignInPage(running, (url) => {
    asked = true;
    options.onUrl?.(url);
  });
  const deadline = AbortSignal.timeout(timeoutMs);
  const limit = signal ? AbortSignal.any([deadline, signal]) : deadline;
  try {
    await Promise.race([greet(running, timeoutMs, hide), unsafePage, whenAborted(limit)]);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (cause instanceof KitError) throw cause;
    if (deadline.aborted && asked) throw nobodyCame(timeoutMs, name, cause);
    throw failedProof(entry, running, { cause, timedOut: deadline.aborted, timeoutMs, name, hide });
  }
  const status = await signInStatus(target, { platform });
  if (asked && !status.signedIn)
    throw new KitError("SIGN_IN_FAILED", "mcp-remote connected, and has stored no sign-in.", {
      hint: `Check MCP_REMOTE_CONFIG_DIR of the entry, and run \`mcp-kit login ${name}\` again.`,
    });
  return { needed: asked || status.signedIn, status };
}

/** CVE-2025-6514: what a server names as its sign-in page reaches the program that opens browsers. */
async function checkSignInPage(target: SignInTarget, { platform, signal }: Running): Promise<void> {
  const { url, headers } = await readBridgeArguments(target, platform);
  const probe = await probeServer(url, { headers, ...(signal && { signal }) });
  const page = probe.kind === "oauth" ? probe.authorizationEndpoint : undefined;
  if (page !== undefined && !isSafeEndpoint(page)) throw unsafe(page);
}

/** Hands on the page's address when mcp-remote prints it; rejects if it is not the one that was checked before. */
function onSignInPage(running: EntryProcess, onUrl: (url: string) => void): Promise<never> {
  const seen = new Set<string>();
  return new Promise((_, reject) => {
    running.onStderr((tail) => {
      for (const [, url = ""] of tail.matchAll(
        /authorize this client by visiting:\r?\n(\S+)\r?\n/g,
      )) {
        if (seen.has(url)) continue;
        seen.add(url);
        if (isSafeEndpoint(url)) onUrl(new URL(url).href);
        else reject(unsafe(url));
      }
    });
  });
}

/** Whoever altered the kit's own bridge would be given the sign-in. */
async function checkBridge({ args }: Entry): Promise<void> {
  const [script = ""] = args;
  if ((await inspectBridge(script)).state !== "altered") return;
  throw new KitError(
    "BRIDGE_UNUSABLE",
    `The bridge ${quote(script)} was altered since it was put there.`,
    {
      hint: "Run `mcp-kit doctor --fix`, which puts it right, and look into who wrote to it.",
    },
  );
}

/** mcp-remote by itself waits 30 s for a person. */
function patient(entry: Entry, timeoutMs: number): Entry {
  const flag = "--auth-timeout";
  const index = entry.args.indexOf(flag);
  const others = index === -1 ? entry.args : entry.args.toSpliced(index, 2);
  return { ...entry, args: [...others, flag, String(Math.ceil(timeoutMs / 1000))] };
}

function nobodyCame(timeoutMs: number, name: string, cause: unknown): KitError {
  return new KitError("SIGN_IN_FAILED", `Nobody signed in within ${timeoutMs / 1000} s.`, {
    hint: `Run \`mcp-kit login ${name}\` again, and open the address that it prints if no browser opens.`,
    cause,
  });
}

function unsafe(page: string): KitError {
  return new KitError(
    "SIGN_IN_FAILED",
    `The server's sign-in page ${quote(page)} is neither https nor on this machine, so no browser is sent there.`,
    { hint: "Do not trust this server, or tell whoever runs it." },
  );
}
