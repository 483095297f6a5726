import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isLoopback } from "./github/loopback.ts";
import { socketUrl } from "./github/guard-sockets.ts";
import { SOCKET_HEADER } from "./worker-sockets.ts";

/** Takes down a request that was refused. */
export type RecordRequest = (method: string, url: URL) => void;

/** Which request miniflare is answering: the one that the Worker made, on its way from workerd to this process. */
const answering = new AsyncLocalStorage<IncomingMessage>();
/** Those of method TRACE, which a Worker can send, and no `fetch` of this process. */
const traces = new WeakSet<IncomingMessage>();
/** Node.js publishes each request that a server of this process is about to answer. */
const STARTED = "http.server.request.start";

/**
 * Stands where the requests of the Workers that wrangler runs enter this process, and makes three things as on Cloudflare.
 *
 * wrangler makes a Worker's requests with `globalThis.fetch(request.url, request)`, which follows a redirect before the Worker
 * has seen it: one that asked for `redirect: "manual"`, lest a token goes along, would be tested as if it had not. Given the
 * redirect, workerd does with it what the Worker said.
 *
 * Where that fetch fails, miniflare answers 500 with the error's text, and the Worker would take it for an answer. There is no
 * way to tell it otherwise; so the connection that it would answer on is broken, and the Worker's `fetch` rejects.
 *
 * A WebSocket cannot be opened by `fetch` here: it is refused and, unless it stays on this machine, taken down. So is a TCP socket that
 * was refused where the Worker would have opened it.
 *
 * @returns what to call when the Workers are gone
 */
export function guardWorkerOutbound(record: RecordRequest): () => void {
  const before = globalThis.fetch;
  const guarded: typeof globalThis.fetch = async (input, init) => {
    const isOfWorker = init !== undefined && "url" in init && init.url === input;
    if (!isOfWorker) return before(input, init);
    const request = init as unknown as Request;
    const socket = request.headers.get(SOCKET_HEADER);
    if (socket !== null) {
      record("TCP", socketUrl(socket));
      return new Response(null, { status: 204 });
    }
    if (request.headers.get("Upgrade") !== null)
      return refuseWebSocket(new URL(request.url), record);
    const incoming = answering.getStore();
    try {
      if (incoming && traces.has(incoming)) {
        recordUnlessHere("TRACE", new URL(request.url), record);
        throw new TypeError("No fetch of Node.js makes a TRACE request.");
      }
      return await before(new Request(input, init), { redirect: "manual" });
    } catch (error) {
      incoming?.socket.destroy();
      throw error;
    }
  };
  globalThis.fetch = guarded;
  subscribe(STARTED, rememberRequest);
  return () => {
    if (globalThis.fetch === guarded) globalThis.fetch = before;
    unsubscribe(STARTED, rememberRequest);
  };
}

function rememberRequest(message: unknown): void {
  const { request } = message as { request: IncomingMessage };
  if (!("mf-custom-fetch-service" in request.headers)) return;
  // miniflare would make a `Request` of it, and this process would end with the exception.
  if (request.method === "TRACE") {
    traces.add(request);
    request.method = "GET";
  }
  answering.enterWith(request);
}

/** workerd takes any answer but 101 for a refusal: `new WebSocket` has an error, `fetch` gives the answer. */
function refuseWebSocket(url: URL, record: RecordRequest): Response {
  recordUnlessHere("WebSocket", new URL(url.href.replace(/^http/, "ws")), record);
  return new Response(`No WebSocket to ${url.host} from a Worker under test.\n`, {
    status: 502,
    // workerd would send its next request on this connection, and miniflare no longer reads from it.
    headers: { Connection: "close" },
  });
}

function recordUnlessHere(method: string, url: URL, record: RecordRequest): void {
  if (!isLoopback(url)) record(method, url);
}
