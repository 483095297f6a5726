import { createRequire } from "node:module";
import { stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { WorkerHandle } from "wrangler";
import { KitError } from "../client/kit-error.ts";
import type { WorkerFetch } from "./front-door.ts";
import { canaryUrl } from "./github/canary.ts";
import { parseJson } from "./github/fault.ts";
import { ownValues, type WorkerValues } from "./own-values.ts";
import { redactText } from "./redact-text.ts";
import { toLocalConfig } from "./local-config.ts";
import { withLimitedNetwork } from "./worker-network.ts";
import { guardWorkerOutbound, type RecordRequest } from "./worker-outbound.ts";
import { writeSocketGuards } from "./worker-sockets.ts";

export interface StartWorkerOptions extends WorkerValues {
  /** Path of the Wrangler configuration. */
  wrangler: string;
  /** An empty folder for what workerd writes while it runs. */
  folder: string;
  /** Takes down a request that was refused to the Worker before `fetch` could. */
  record: RecordRequest;
}

export interface RunningWorker {
  readonly fetch: WorkerFetch;
  /** wrangler's own handle on the Worker: bindings, Durable Object storage and eviction. */
  readonly handle: WorkerHandle;
  /** What the Worker has to do without, since it is not on this machine, e.g. `ai` or `services.AUTH`. */
  readonly leftOut: readonly string[];
  /** What the Worker wrote with `console`, a message each. */
  logs(): string[];
  /** What a Worker beside it is answered at {@link canaryUrl}: the way of every `fetch` in workerd. */
  askCanary(): Promise<string>;
  close(): Promise<void>;
}

/**
 * Builds the Worker of a Wrangler configuration and starts it in workerd, without an account and without a network.
 *
 * @throws {KitError} WORKER_START_FAILED with the bundler's or workerd's own words
 * @see https://developers.cloudflare.com/workers/testing/
 */
export async function startWorker(options: StartWorkerOptions): Promise<RunningWorker> {
  const configPath = resolve(options.wrangler);
  if (!(await stat(configPath).catch(() => undefined))?.isFile()) {
    throw new KitError(
      "WORKER_START_FAILED",
      `There is no Wrangler configuration at "${options.wrangler}".`,
      {
        hint: "Name one with --wrangler path/to/wrangler.jsonc.",
      },
    );
  }
  // The first two would ask the network at start: for a sample of request.cf, and to report usage.
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  process.env["WRANGLER_SEND_METRICS"] = "false";
  process.env["CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV"] = "false"; // a person's own values: see own-values.ts
  delete process.env["CLOUDFLARE_ENV"]; // would rename the Workers: the configuration's own level is what is tested
  // A second, and only for those who start a Worker; `import` would take half a second more, to tell whether all of it is a module.
  const wrangler = createRequire(import.meta.url)("wrangler") as typeof import("wrangler");
  const failed = (cause: unknown) =>
    new KitError(
      "WORKER_START_FAILED",
      `The Worker of ${options.wrangler} did not start.\n${messageOf(cause, configPath)}`,
      {
        hint: `Mend what is named above; \`npx wrangler deploy --dry-run --config ${options.wrangler}\` builds it alone.`,
        cause,
      },
    );
  const harness = wrangler.createTestHarness();
  let leftOut: string[];
  try {
    const { rawConfig } = wrangler.experimental_readRawConfig({ config: configPath });
    const { vars, secrets } = await ownValues({ ...rawConfig }, configPath, options);
    const guards = await writeSocketGuards(options.folder);
    const local = toLocalConfig({ ...rawConfig }, configPath, guards);
    leftOut = local.leftOut;
    const { root } = local;
    const config = { name: "worker", ...local.config };
    const door = await writeDoor(options.folder, config.name);
    await harness.update({ root, workers: [{ config, vars, secrets }, { config: door }] });
    await withTemporaryFolder(options.folder, () =>
      withLimitedNetwork(options.record, () => harness.listen()),
    );
  } catch (cause) {
    await harness.close().catch(() => {}); // what failed to start may also fail to stop
    throw isNotGuarded(cause) ? cause : failed(cause);
  }
  const door = harness.getWorker(doorName);
  const leaveOutbound = guardWorkerOutbound(options.record);
  return {
    async fetch(request) {
      const answer = door.fetch(request.url, {
        method: request.method,
        headers: [...request.headers],
        body: request.body,
        duplex: "half",
        redirect: "manual",
        signal: request.signal,
      });
      const response = await answer.catch((cause: unknown) => answerOfException(request, cause));
      return new Response(response.body as ReadableStream | null, {
        status: response.status,
        statusText: response.statusText,
        headers: [...response.headers].filter(([name]) => !name.startsWith("mf-")), // the runtime's own
      });
    },
    handle: harness.getWorker(),
    leftOut,
    logs: () => harness.getLogs().map(({ message }) => message),
    askCanary: async () => (await door.fetch(`http://${canaryHost}/`)).text(),
    close: () => harness.close().finally(leaveOutbound),
  };
}

const doorName = "mcp-kit-door";
const canaryHost = "canary.invalid";

/**
 * Writes a Worker through which requests come in: past the other one's own handle its static assets are not served, and its `Host`
 * would be workerd's. It asks at {@link canaryUrl}, too.
 *
 * @returns its configuration
 */
async function writeDoor(folder: string, service: string) {
  const main = join(folder, "door.js");
  const text = `export default {
  fetch(request, { WORKER }) {
    const { host } = new URL(request.url);
    if (host === "${canaryHost}") return fetch("${canaryUrl}");
    const given = new Request(request);
    given.headers.set("Host", host);
    return WORKER.fetch(given);
  },
};
`;
  await writeFile(main, text);
  const services = [{ binding: "WORKER", service }];
  return { name: doorName, main, services, compatibility_date: "2026-01-01" };
}

/** Has `os.tmpdir()` name this folder meanwhile: wrangler's own there would stay behind when this process is killed. */
async function withTemporaryFolder<T>(folder: string, act: () => Promise<T>): Promise<T> {
  const names = process.platform === "win32" ? ["TEMP", "TMP"] : ["TMPDIR"];
  const before = names.map((name) => process.env[name]);
  for (const name of names) process.env[name] = folder;
  try {
    return await act();
  } finally {
    for (const [index, name] of names.entries()) {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    }
  }
}

function isNotGuarded(cause: unknown): boolean {
  return cause instanceof KitError && cause.code === "NETWORK_NOT_GUARDED";
}

/** wrangler throws here what the Worker threw there; a client in production is answered 500. */
function answerOfException({ signal }: Request, cause: unknown): Response {
  const isOurs = !(cause instanceof Error) || "code" in cause || cause.message === "fetch failed";
  if (signal.aborted || isOurs) throw cause;
  return new Response(`The Worker threw an exception: ${String(cause)}\n`, {
    status: 500,
    headers: { "content-type": "text/plain;charset=UTF-8" },
  });
}

/** What workerd logs when a Worker throws as it starts, without the frames: they are the bundle's, which nobody has. */
function wordsOf(message: string): string {
  const words = message.split("\n").flatMap((line) => {
    const logged = (parseJson(line) as { message?: unknown } | null)?.message;
    if (typeof logged !== "string") return [];
    return logged.replace(/\n[^]*/, "").replace(/^service core:user:[^:]*: /, "");
  });
  return words.length > 0 ? words.join("\n") : message;
}

/**
 * wrangler's and workerd's words, with the place that a mistake in the configuration is at. Of a configuration that it is handed
 * wrangler says that it is `wrangler.jsonc`.
 */
function messageOf(cause: unknown, configPath: string): string {
  if (!(cause instanceof Error)) return redactText(String(cause));
  const { location } = cause as { location?: { line: number; column: number; lineText?: string } };
  const place = location ? `${location.line}:${location.column + 1}  ` : "";
  const line = location?.lineText ? `\n${location.lineText}` : "";
  const message = wordsOf(cause.message).replaceAll("wrangler.jsonc", basename(configPath));
  return redactText(`${place}${message}${line}`);
}
