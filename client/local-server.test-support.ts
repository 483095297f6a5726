import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A request with its body read. */
export interface LocalRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: string;
}

export type Answer = (request: LocalRequest, response: ServerResponse) => unknown;

/** A server on a loopback port of its own, which remembers what it was asked. */
export interface LocalServer extends AsyncDisposable {
  origin: string;
  requests: LocalRequest[];
  close(): Promise<void>;
}

export async function serveLocally(answer: Answer, port = 0): Promise<LocalServer> {
  const requests: LocalRequest[] = [];
  const server = createServer((incoming, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(incoming.url ?? "/", "http://localhost");
      const { method = "GET", headers } = incoming;
      const body = await text(incoming).catch(() => undefined);
      if (body === undefined) return; // who asks went away in the middle of the question
      const request = { method, path: pathname, query: searchParams, headers, body };
      requests.push(request);
      await answer(request, response);
    })();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = () => closeServer(server);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, requests, close, [Symbol.asyncDispose]: close };
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

export function sendHtml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
}

/** A port of this machine that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = await serveLocally(() => undefined);
  await server.close();
  return Number(new URL(server.origin).port);
}
