import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";

export interface SeenRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
  bytes: Buffer;
}

/** An HTML page, or anything else. */
export type Answer =
  | string
  | { status?: number; headers?: Record<string, string>; body?: string | Uint8Array };

export interface Site extends AsyncDisposable {
  /** `http://localhost:<port>`; the same port answers at 127.0.0.1. */
  origin: string;
  requests: SeenRequest[];
}

/** Serves `{ "GET /path": answer }` on a free port of this machine; everything else is a 404. */
export async function serve(
  routes: Record<string, Answer | ((request: SeenRequest) => Answer | Promise<Answer>)>,
): Promise<Site> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const { method = "GET", headers } = incoming;
    const url = new URL(incoming.url ?? "/", `http://${headers.host}`);
    const bytes = await buffer(incoming);
    const request = { method, url, headers, bytes, body: bytes.toString() };
    requests.push(request);
    const route = routes[`${method} ${url.pathname}`] ?? { status: 404, body: "Nothing here" };
    const answer = typeof route === "function" ? await route(request) : route;
    const {
      status = 200,
      headers: extra,
      body = "",
    } = typeof answer === "string" ? { body: answer } : answer;
    const sent = { "Content-Type": "text/html; charset=utf-8", ...extra };
    if (sent["Content-Type"] === "") Reflect.deleteProperty(sent, "Content-Type");
    outgoing.writeHead(status, sent).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    origin: `http://localhost:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await once(server.close(), "close");
    },
  };
}

export function redirect(
  location: string,
  status = 302,
  headers: Record<string, string> = {},
): Answer {
  return { status, headers: { ...headers, Location: location } };
}

/** A consent page with Cancel and Allow, as many Workers have it. */
export const consentPage = `<title>Consent</title>
  <form method="post" action="/approve">
    <input type="hidden" name="csrf_token" value="t0ken">
    <button type="button" onclick="history.back()">Cancel</button>
    <button type="submit">Allow</button>
  </form>`;

/** Runs what is expected to fail. @returns the error; undefined when nothing was wrong */
export async function errorOf(action: Promise<unknown>): Promise<unknown> {
  return action.then(
    () => undefined,
    (error: unknown) => error,
  );
}
