import { syncBuiltinESMExports } from "node:module";
import { WebSocketNetworkFrame } from "msw/experimental";
import { http, type HttpHandler } from "msw/http";
import { setupServer, type SetupServer } from "msw/node";
import { KitError } from "../../client/kit-error.ts";
import { requireNode } from "../require-node.ts";
import { createCanary, type Ways } from "./canary.ts";
import { guardFetch, type Passes } from "./guard-fetch.ts";
import { guardHttp2 } from "./guard-http2.ts";
import {
  bracketed,
  guardSockets,
  isLoopbackHost,
  socketUrl,
  type PassesSocket,
} from "./guard-sockets.ts";
import { hideGitHubEnvironment } from "./hide-environment.ts";
import { isLoopback } from "./loopback.ts";
import { watchSilentSockets } from "./silent-sockets.ts";
import { redactUrl } from "./redact-url.ts";

/** A request that left this machine, or would have: it was refused. */
export interface UnexpectedRequest {
  readonly method: string;
  /** Without the values of its query. */
  readonly url: string;
}

export interface Network extends Disposable {
  /** What was refused, oldest first. A run with anything in here has failed. */
  readonly unexpected: UnexpectedRequest[];
  /** Takes down what was refused elsewhere, e.g. to a process of its own. */
  readonly record: (method: string, url: URL) => void;
  /** Forgets what it tells. @throws {KitError} UNEXPECTED_REQUEST naming method and URL, when anything was refused */
  assertNothingUnexpected(): void;
  /**
   * Proves with a canary that requests of this process are intercepted, and those of others that it starts. Await it before the
   * first use.
   *
   * @param further ways out of those others, see {@link Canary}
   * @throws {KitError} NETWORK_NOT_GUARDED when one would have left this machine
   */
  proveInterception(further?: Ways): Promise<void>;
  /** Emulates further hosts from now on. */
  use(...handlers: readonly HttpHandler[]): void;
  /** Lets every request pass again. */
  stop(): void;
}

/** msw patches the whole process: with two, each would refuse what the other one emulates. */
let active: { server: SetupServer; passes: Passes } | undefined;

/** Decides, for what does not come through this process, as its network does; without one, only loopback passes. */
export const passesNetwork: Passes = (method, url) =>
  active === undefined ? isLoopback(url) : active.passes(method, url);

/**
 * Puts this process, and the Workers that wrangler runs for it, behind emulated hosts: handlers answer, loopback passes,
 * everything else fails with a network error and is recorded.
 *
 * Handlers answer `fetch`, `node:http` and `node:https`. Every other TCP connection off this machine, as `node:net`, `node:tls`,
 * `node:http2` and undici's own `request` open one, is refused and recorded as `TCP tcp://host:port`. Threads and child processes
 * of this one are not guarded. Only one at a time can guard a process. The real GitHub credentials in the environment are out of reach meanwhile.
 *
 * @throws {KitError} NODE_TOO_OLD; NETWORK_IN_USE when this process is guarded already
 * @param options.allow lets further URLs pass besides loopback; of a socket it is asked with `tcp://host:port`, unless a request to
 *   that host was let pass before
 */
export function startNetwork(options: {
  handlers: readonly HttpHandler[];
  allow?: ((url: URL) => boolean) | undefined;
}): Network {
  requireNode();
  const unexpected: UnexpectedRequest[] = [];
  if (active !== undefined) throw guardedAlready();
  const canary = createCanary();
  // The last one there is. What is left to msw as unhandled is not all: a request that a handler knows and has no answer to, such as
  // one for `/user/`, would go its way.
  const last = http.all("*", ({ request: { method, url } }) =>
    passes(method, new URL(url)) ? undefined : Response.error(),
  );
  const server = setupServer(canary.handler, ...options.handlers, last);
  const showEnvironment = hideGitHubEnvironment();

  const allowedHosts = new Set<string>();
  const passes: Passes = (method, url) => {
    if (isLoopback(url)) return true;
    if (options.allow?.(url)) return allowedHosts.add(url.hostname).size > 0;
    record(method, url);
    return false;
  };
  const passesSocket: PassesSocket = (host, port) => {
    const url = socketUrl(`${bracketed(host)}:${port}`);
    if (isLoopbackHost(host) || allowedHosts.has(bracketed(host))) return true;
    if (options.allow?.(url)) return true;
    record("TCP", url);
    return false;
  };
  const openSockets = guardSockets(passesSocket);
  const openHttp2 = guardHttp2(passesSocket);
  active = { server, passes };
  const record = (method: string, url: URL) =>
    void unexpected.push({ method, url: redactUrl(url) });

  server.listen({
    onUnhandledFrame({ frame }) {
      if (!(frame instanceof WebSocketNetworkFrame)) return;
      const { url } = frame.data.connection.client;
      if (!passes("WebSocket", url)) throw new Error(`${url.host} is not emulated.`);
    },
  });
  const openFetch = guardFetch(passes);
  const silent = watchSilentSockets(
    passesSocket,
    (host) => isLoopbackHost(host) || isEmulated(server, host),
  );
  // `import { request } from "node:http"` would otherwise keep the function from before, and get out.
  syncBuiltinESMExports();

  const stop = () => {
    if (active?.server !== server) return;
    active = undefined;
    silent.stop();
    openFetch();
    server.close();
    openHttp2();
    openSockets();
    syncBuiltinESMExports();
    showEnvironment();
  };
  return {
    unexpected,
    record,
    assertNothingUnexpected() {
      silent.takeDown();
      const isTakenOver = unexpected.some(
        ({ method, url }) => method === "TCP" && isEmulated(server, new URL(url).hostname),
      );
      assertEmpty(unexpected, isTakenOver ? TAKEN_OVER : undefined);
    },
    proveInterception: (further) => canary.prove(further),
    use: (...handlers) => server.use(...handlers),
    stop,
    [Symbol.dispose]: stop,
  };
}

/** Tells whether some handler answers for a host. */
function isEmulated(server: SetupServer, host: string): boolean {
  return server.listHandlers().some((handler) => {
    const path = "info" in handler && "path" in handler.info ? handler.info.path : undefined;
    return typeof path === "string" && URL.parse(path)?.hostname === host;
  });
}

function guardedAlready(): KitError {
  return new KitError(
    "NETWORK_IN_USE",
    "Another emulated GitHub is guarding this process already.",
    {
      hint: "Close the first kit, or stop the first network, before starting a second; or run them in two processes.",
    },
  );
}

const TAKEN_OVER =
  "Another msw has taken its place in this process: give its handlers to `network.use` in place of a second `setupServer`.";

function assertEmpty(
  unexpected: UnexpectedRequest[],
  hint = "Take the call out of the Worker's code, or emulate it.",
): void {
  if (unexpected.length === 0) return;
  const list = [...new Set(unexpected.splice(0).map(({ method, url }) => `${method} ${url}`))].join(
    ", ",
  );
  throw new KitError(
    "UNEXPECTED_REQUEST",
    `A host or path that is not emulated was called: ${list}.`,
    { hint },
  );
}
