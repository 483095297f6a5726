import { resolve } from "node:path";
import { stat } from "node:fs/promises";
import type { WorkerHandle } from "wrangler";
import { KitError } from "../client/kit-error.ts";
import type { WorkerFetch } from "./front-door.ts";
import { toLocalConfig } from "./local-config.ts";

export interface StartWorkerOptions {
  /** Path of the Wrangler configuration. */
  wrangler: string;
  /** Take the place of values from `.dev.vars` and `.env`, so that a person's real ones are never used. */
  secrets: Record<string, string>;
  /** Take the place of the configuration's `vars`. */
  vars: Record<string, string>;
}

export interface RunningWorker {
  readonly fetch: WorkerFetch;
  /** wrangler's own handle on the Worker: bindings, Durable Object storage and eviction. */
  readonly handle: WorkerHandle;
  /** Bindings that the Worker has to do without here, since they need an account, e.g. `ai`. */
  readonly leftOut: readonly string[];
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
  // Both would ask the network at start: for a sample of request.cf, and to report usage.
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  process.env["WRANGLER_SEND_METRICS"] = "false";
  const wrangler = await import("wrangler"); // a second and a half: only for those who start a Worker
  const failed = (cause: unknown) =>
    new KitError(
      "WORKER_START_FAILED",
      `The Worker of ${options.wrangler} did not start.\n${messageOf(cause)}`,
      {
        hint: `Mend what is named above; \`npx wrangler deploy --dry-run --config ${options.wrangler}\` builds it alone.`,
        cause,
      },
    );
  const harness = wrangler.createTestHarness();
  let leftOut: string[];
  try {
    const { rawConfig } = wrangler.experimental_readRawConfig({ config: configPath });
    const local = toLocalConfig({ ...rawConfig }, configPath, {
      ...options.vars,
      ...options.secrets,
    });
    leftOut = local?.leftOut ?? [];
    const { secrets, vars } = options;
    await harness.update(
      local
        ? { root: local.root, workers: [{ config: local.config }] }
        : { workers: [{ configPath, secrets, vars }] },
    );
    await harness.listen();
  } catch (cause) {
    await harness.close().catch(() => {}); // what failed to start may also fail to stop
    throw failed(cause);
  }
  const worker = harness.getWorker();
  return {
    async fetch(request) {
      const answer = worker.fetch(request.url, {
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
        headers: [...response.headers],
      });
    },
    handle: worker,
    leftOut,
    close: () => harness.close(),
  };
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

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
