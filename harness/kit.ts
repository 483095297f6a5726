import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { http, HttpResponse } from "msw/http";
import type { WorkerHandle } from "wrangler";
import { routes } from "../server/contract.ts";
import { KitError } from "../client/kit-error.ts";
import type { Behaviour } from "./browser/attempt.ts";
import { atMost } from "./at-most.ts";
import { openFrontDoor } from "./front-door.ts";
import { createGitHubEmulator, type GitHubEmulator } from "./github/emulator.ts";
import { startNetwork } from "./github/network.ts";
import { startGuard } from "./guard.ts";
import { createHttpLane } from "./lanes/http.ts";
import { KnownClients } from "./lanes/known-clients.ts";
import { connectWithin, type Lane, type LaneContext, type Session } from "./lanes/lane.ts";
import { connectThroughMcpRemote } from "./lanes/mcp-remote.ts";
import { openRefusingProxy } from "./lanes/refusing-proxy.ts";
import { gitHubFolder, loadGitHubFixtures } from "./github/project-fixtures.ts";
import { knownLogin } from "./github/users.ts";
import { signIn, type SignedIn } from "./lanes/scripted-oauth-client.ts";
import type { LaneName } from "./scenario/schema.ts";
import { createTurns } from "./turns.ts";
import { startWorker } from "./worker.ts";

/** What a Worker does after its last answer (`waitUntil`) has so long to begin. */
const lastCallsMs = 100;
/** A sign-in takes well under a second. */
const signInPatienceS = 30;

export interface KitOptions {
  /**
   * Path of the Wrangler configuration. Default `./wrangler.jsonc`. A folder `fixtures/github` beside it adds to the emulated
   * users, apps, organizations and repositories.
   */
  wrangler?: string | undefined;
  /** Loopback port of the front door. Default: a free one. */
  port?: number | undefined;
}

export interface ConnectOptions extends Behaviour {
  /** Login of the emulated GitHub user who signs in; leave out for an anonymous endpoint. */
  as?: string | undefined;
  /** Default `"http"`. */
  lane?: LaneName | undefined;
  /** Path of the MCP endpoint. Default `/mcp`. */
  endpoint?: string | undefined;
}

export interface SignInOptions extends Omit<ConnectOptions, "lane"> {
  as: string;
  /** OAuth scopes to ask for, with blanks between. Default: what the Worker's challenge names. */
  scope?: string | undefined;
}

/** A Worker in workerd, with GitHub emulated around it. Close it, or hold it with `await using`. */
export interface Kit extends AsyncDisposable {
  /** `http://localhost:<port>`: where the Worker answers, in here and for other processes alike. */
  readonly origin: string;
  readonly github: GitHubEmulator;
  /** Serves a JSON document to the Worker at an https URL, such as a client ID metadata document. */
  publish: (url: string, document: object) => void;
  /** How long the Worker took to build and start, and all sign-ins so far, in milliseconds. */
  readonly timings: { startMs: number; signInMs: number };
  /** Connects an MCP client, signed in if `as` says so. @throws {KitError} LOGIN_UNKNOWN, SIGN_IN_FAILED, CONNECT_FAILED */
  connect(options?: ConnectOptions): Promise<Session>;
  /** Signs in without connecting, as a client that this person has not been yet. @throws {KitError} LOGIN_UNKNOWN, SIGN_IN_FAILED, PAGE_NOT_UNDERSTOOD */
  signIn(options: SignInOptions): Promise<SignedIn>;
  /**
   * Sends a request to the Worker, without following redirects. A path is taken below {@link Kit.origin}; an absolute URL is
   * what the Worker sees, whatever its host.
   */
  request(url: string, init?: RequestInit): Promise<Response>;
  /**
   * Tells whether the Worker called a host that is not emulated since it was last asked. The call itself was refused.
   *
   * @throws {KitError} UNEXPECTED_REQUEST naming method and URL
   */
  assertNoUnexpectedRequests(): void;
  /** wrangler's own handle on the Worker: bindings, Durable Object storage and eviction. */
  readonly worker: WorkerHandle;
  /** What the Worker wrote with `console` so far, a message each, oldest first. */
  logs(): string[];
  /** Bindings that the Worker has to do without here, since they need an account, e.g. `ai`. */
  readonly leftOut: readonly string[];
  /** For programs that are started beside the Worker: they must neither reach another machine nor outlive the kit. */
  readonly forPrograms: ForPrograms;
  /**
   * Ends every client, workerd and the emulation, frees the port and removes the temporary folder.
   *
   * @throws {KitError} UNEXPECTED_REQUEST, after all that, for a call to a host that is not emulated and nobody was told of
   */
  close(): Promise<void>;
}

/** What keeps a program of its own within the kit. */
export interface ForPrograms extends Pick<LaneContext, "environment" | "onProcess"> {
  /** Goes away with the kit. */
  readonly folder: string;
}

/**
 * Starts a Worker as it will run, in workerd, with GitHub emulated: no account, no network, no stored secret.
 *
 * @throws {KitError} PORT_TAKEN, WORKER_START_FAILED
 * @example
 * await using kit = await startKit({ wrangler: "./wrangler.jsonc" });
 * const session = await kit.connect({ as: "octocat", lane: "mcp-remote" });
 * const result = await session.callTool("add", { a: 23, b: 19 });
 */
export async function startKit(options: KitOptions = {}): Promise<Kit> {
  const closers: (() => Promise<unknown>)[] = [];
  try {
    return await assemble(options, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function assemble(options: KitOptions, closers: (() => Promise<unknown>)[]): Promise<Kit> {
  const door = await openFrontDoor(options.port);
  closers.push(() => door.close());
  const guard = await startGuard();
  closers.push(() => guard.release());

  const wrangler = options.wrangler ?? "./wrangler.jsonc";
  const github = createGitHubEmulator({
    ...loadGitHubFixtures(gitHubFolder(wrangler)),
    callbackUrl: door.origin + routes.callback,
  });
  const network = startNetwork({ handlers: github.handlers });
  closers.push(async () => network.stop());
  const proxy = await openRefusingProxy(network.record);
  closers.push(() => proxy.close());

  const started = performance.now();
  const worker = await startWorker({
    wrangler,
    secrets: {
      GITHUB_CLIENT_ID: github.app.clientId,
      GITHUB_CLIENT_SECRET: github.app.clientSecret,
      COOKIE_ENCRYPTION_KEY: `c00c1e${randomBytes(29).toString("hex")}`, // a canary
    },
    // As on loopback and with github.com, whatever the configuration says for the deployed Worker.
    vars: { MCP_RESOURCE: "", GITHUB_URL: "https://github.com" },
    folder: guard.folder,
  });
  const onWorkerEnded = await guard.endChildrenWithKit();
  closers.push(() => worker.close().then(onWorkerEnded));
  await network.proveInterception({ "the Worker": () => worker.askCanary() });
  door.serve((request) => worker.fetch(request));
  const timings = { startMs: Math.round(performance.now() - started), signInMs: 0 };

  const lanes: Record<LaneName, Lane> = {
    http: createHttpLane(),
    "mcp-remote": connectThroughMcpRemote,
  };
  const forPrograms: ForPrograms = {
    folder: guard.folder,
    environment: proxy.environment,
    onProcess: (pid) => guard.endWithKit(pid),
  };
  const at = (endpoint: string) => ({
    url: door.origin + endpoint,
    fetch: door.fetch,
    patienceS: silent.has(endpoint) ? 5 : 60,
    environment: forPrograms.environment,
    ending: ending.signal,
    onProcess: forPrograms.onProcess,
    onSignIn: (ms: number) => void (timings.signInMs += Math.round(ms)),
  });
  /** Who once gave no answer is not waited for as long again: a hanging Worker must not hold every scenario for a minute. */
  const silent = new Set<string>();
  const knownClients = new KnownClients();
  const turns = createTurns();
  const ending = new AbortController();
  closers.push(async () => {
    ending.abort();
    await turns.settled();
  });
  let closing: Promise<void> | undefined;
  const close = () =>
    (closing ??= (async () => {
      await sleep(lastCallsMs);
      await closeAll(closers);
      network.assertNothingUnexpected();
    })());
  /** A Worker seldom tells what GitHub said to it. */
  const withRefusals = async <T>(endpoint: string, connect: () => Promise<T>): Promise<T> => {
    github.takeRefusals();
    try {
      return await connect();
    } catch (error) {
      if (error instanceof KitError && error.code === "CONNECT_TIMED_OUT") silent.add(endpoint);
      const refusals = github.takeRefusals();
      if (!(error instanceof KitError) || refusals.length === 0) throw error;
      const message = `${error.message}\nGitHub refused meanwhile: ${refusals.join(", ")}`;
      throw new KitError(error.code, message, { hint: error.hint, cause: error.cause });
    }
  };
  const refuseWhenClosed = () => {
    if (closing)
      throw new KitError("CONNECT_FAILED", "The kit is closed.", { hint: "Connect before it is." });
  };
  return {
    origin: door.origin,
    github,
    publish: (url, document) =>
      network.use(http.get(url, () => HttpResponse.json(document as Record<string, unknown>))),
    timings,
    async connect({ as, lane = "http", endpoint = routes.mcp, ...person } = {}) {
      refuseWhenClosed();
      const login = as === undefined ? null : knownLogin(github.logins, as);
      const home = join(guard.folder, login ?? "anonymous");
      await mkdir(home, { recursive: true });
      const session = await turns.take(`${lane} ${login}`, () =>
        withRefusals(endpoint, () => lanes[lane]({ ...at(endpoint), person, login, home })),
      );
      closers.push(() => session.close());
      return session;
    },
    async signIn({ as, endpoint = routes.mcp, scope, ...person }) {
      refuseWhenClosed();
      const login = knownLogin(github.logins, as);
      const context = { ...at(endpoint), person };
      const connecting = () => signIn(context, login, { clients: knownClients, scope });
      return withRefusals(endpoint, () => connectWithin(signInPatienceS, context, connecting()));
    },
    request: (url, init) =>
      worker.fetch(new Request(new URL(url, door.origin), { redirect: "manual", ...init })),
    assertNoUnexpectedRequests: () => network.assertNothingUnexpected(),
    worker: worker.handle,
    logs: () => worker.logs(),
    leftOut: worker.leftOut,
    forPrograms,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Undoes in reverse order; what cannot be undone, or hangs, does not keep the rest from it. */
async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await atMost(5000, close());
}
