import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable, type Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { KitError } from "../client/kit-error.ts";

/**
 * Answers a request to the Worker, or breaks its connection by `Response.error()`. The URL is absolute; redirects are not followed. The `Host` header that the Worker reads is
 * workerd's own: what the client named is in `request.url`.
 */
export type WorkerFetch = (request: Request) => Promise<Response>;

/**
 * The one way to the Worker under test: over TCP for everything that is a process of its own (mcp-remote, the Inspector, a
 * browser), and in process, without a socket, for clients in here.
 */
export interface FrontDoor {
  readonly port: number;
  /** `http://localhost:<port>`, known before the Worker starts. */
  readonly origin: string;
  /** Like `globalThis.fetch` with `redirect: "manual"`, but a request to the door's own port goes straight to the Worker. */
  readonly fetch: typeof globalThis.fetch;
  /** Opens the door: requests that came before this wait for it. */
  serve(worker: WorkerFetch): void;
  /**
   * Breaks the connection in place of the next answers of a path: the Worker has done what was asked, and nobody hears of it.
   *
   * @param times none to count only
   * @returns how many requests have come to that path since, over TCP
   */
  readonly loseAnswers: (path: string, times?: number) => () => number;
  close(): Promise<void>;
}

/**
 * Takes a loopback port and keeps it, IPv4 and IPv6 alike, so that `localhost` leads nowhere else.
 *
 * @param port 0 for a free one
 * @param behind what stands behind the door, as whoever gets no answer is told
 * @throws {KitError} PORT_TAKEN
 */
export async function openFrontDoor(port = 0, behind = "The Worker"): Promise<FrontDoor> {
  const opened = Promise.withResolvers<WorkerFetch>();
  const losses = new Set<Loss>();
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    void answer(incoming, outgoing, { opened: opened.promise, behind, losses });
  };
  const servers = await listenOnLoopback(port, listener);
  const boundPort = (servers[0]!.address() as AddressInfo).port;

  return {
    port: boundPort,
    origin: `http://localhost:${boundPort}`,
    fetch: async (input, init) => {
      const request = new Request(input, { redirect: "manual", ...init });
      if (!isLoopbackUrl(request.url, boundPort)) return globalThis.fetch(request);
      const worker = await opened.promise;
      return worker(request);
    },
    serve: opened.resolve,
    loseAnswers: (path, times = 1) => {
      const loss = { path, times, requests: 0 };
      losses.add(loss);
      return () => loss.requests;
    },
    async close() {
      await Promise.all(servers.map(closeServer));
    },
  };
}

async function listenOnLoopback(
  port: number,
  listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Promise<Server[]> {
  const ipv4 = await listen(createServer(listener), port, "127.0.0.1");
  const bound = (ipv4.address() as AddressInfo).port;
  try {
    return [ipv4, await listen(createServer(listener), bound, "::1")];
  } catch (error) {
    if (!(error instanceof KitError)) return [ipv4]; // a machine without IPv6
    await closeServer(ipv4);
    if (port !== 0) throw error;
    return listenOnLoopback(port, listener); // another process has the IPv6 half of this free port
  }
}

function listen(server: Server, port: number, host: string): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  server.once("error", (cause: NodeJS.ErrnoException) => {
    const taken = cause.code === "EADDRINUSE" || cause.code === "EACCES";
    if (!taken) return reject(cause);
    return reject(
      new KitError(
        "PORT_TAKEN",
        `Port ${port} is ${cause.code === "EACCES" ? "not open to this user" : "in use"}.`,
        {
          hint: "Choose another with --port, or leave --port out to have a free one.",
          cause,
        },
      ),
    );
  });
  server.on("clientError", refuseMalformed);
  server.listen(port, host, () => resolve(server));
  return promise;
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeAllConnections();
  await promise;
}

/** What is no HTTP is told so, as Node.js does by itself; an abrupt client is no reason to end. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const status = tooLarge ? "431 Request Header Fields Too Large" : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}

/** Answers that are lost on their way: of the requests to a path the first so many. */
interface Loss {
  readonly path: string;
  readonly times: number;
  requests: number;
}

/** Counts a request. @returns whether its answer is to be lost */
function isLost(losses: Iterable<Loss>, { url }: Request): boolean {
  const struck = [...losses].filter(({ path }) => path === new URL(url).pathname);
  return struck.map((loss) => ++loss.requests <= loss.times).includes(true);
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { opened, behind, losses }: { opened: Promise<WorkerFetch>; behind: string; losses: Set<Loss> },
): Promise<void> {
  const hangUp = new AbortController();
  outgoing.once("close", () => hangUp.abort());
  const request = toRequest(incoming, hangUp.signal);
  if (!request) return refuse(outgoing, 400, "The request line or the Host header is malformed.");
  try {
    const worker = await opened;
    const lost = isLost(losses, request);
    const response = await worker(request);
    if (lost || response.type === "error") return void outgoing.destroy();
    outgoing.writeHead(response.status, response.statusText, toRawHeaders(response.headers));
    outgoing.flushHeaders(); // an event stream may stay silent for minutes
    if (!response.body) return void outgoing.end();
    const body = Readable.fromWeb(response.body as NodeReadableStream);
    body.on("error", () => {}); // it may break after the client has gone, when nobody listens any more
    await pipeline(body, outgoing);
  } catch {
    // The client hung up, or the Worker is gone.
    if (outgoing.headersSent) return void outgoing.destroy();
    refuse(outgoing, 502, `${behind} did not answer.`);
  }
}

function refuse(outgoing: ServerResponse, status: number, words: string): void {
  outgoing.writeHead(status, { "content-type": "text/plain" }).end(`${words}\n`);
}

/** What concerns one connection only (RFC 9110 section 7.6.1), and what the runtime uses for itself. */
const hopByHop =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|mf-.*)$/;

/**
 * The Host header decides the origin, as in production: whether the Worker minds a foreign one is the Worker's to show.
 *
 * @returns nothing for what is no request to a Worker
 */
function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request | undefined {
  const url = targetOf(incoming);
  if (!url) return undefined;
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index]!;
    if (!hopByHop.test(name.toLowerCase())) headers.append(name, incoming.rawHeaders[index + 1]!);
  }
  for (const named of incoming.headers.connection?.match(/[\w-]+/g) ?? []) headers.delete(named);
  const method = incoming.method ?? "GET";
  const hasBody = method !== "GET" && method !== "HEAD";
  try {
    return new Request(url, {
      method,
      headers,
      redirect: "manual",
      signal,
      ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" }),
    });
  } catch {
    return undefined; // TRACE, which fetch does not know
  }
}

/** The URL of a request line (RFC 9112 section 3.2): a path below the Host header, or an absolute address. */
function targetOf({ url = "", headers }: IncomingMessage): URL | undefined {
  const { host = "localhost" } = headers;
  if (/^https?:/i.test(url)) return URL.parse(url) ?? undefined;
  const isAuthority = URL.parse(`http://${host}`)?.host === host.toLowerCase().replace(/:80$/, "");
  return (url.startsWith("/") && isAuthority && URL.parse(`http://${host}${url}`)) || undefined;
}

function toRawHeaders(headers: Headers): string[] {
  return [...headers].filter(([name]) => !hopByHop.test(name)).flat();
}

function isLoopbackUrl(url: string, port: number): boolean {
  const { hostname, port: urlPort, protocol } = new URL(url);
  return (
    protocol === "http:" &&
    urlPort === String(port) &&
    ["localhost", "127.0.0.1", "[::1]"].includes(hostname)
  );
}
