import { hideValues, type Hide } from "../hide-values.ts";
import { quote } from "../quote.ts";
import { isAllowedHop } from "./allowed-hop.ts";
import type { UnreachableReason } from "./server-probe.ts";

/** The part of `fetch` that the probe and the SDK use. */
export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** A request of the probe and what came of it. */
export interface Exchange {
  /** Where it ended, redirects followed. */
  url: string;
  redirected: boolean;
  response: Response;
  /** The beginning of the body, as far as it was read. */
  beginning: string;
}

/** Why the guard ended an exchange. */
export interface Refusal {
  reason: Extract<UnreachableReason, "limit" | "redirect">;
  message: string;
}

export interface Guard {
  fetch: Fetch;
  /** The last exchange that brought an answer. */
  last?: Exchange;
  refusal?: Refusal;
  /** Aborted with a refusal, and when the time is up. */
  signal: AbortSignal;
  /** Hides the caller's headers in what the server says. */
  hide: Hide;
}

export interface GuardOptions {
  fetch: Fetch;
  signal: AbortSignal;
  /** Sent to the server's own origin, and to nobody else. */
  headers: Record<string, string>;
}

type Refuse = (reason: Refusal["reason"], message: string) => Error;

const maxRedirects = 5;

/** A long list of tools has some hundred kilobytes. */
const maxBytes = 4 * 1024 * 1024;

/** Enough to say what kind of page it was. */
const maxBeginning = 4096;

/**
 * Wraps `fetch` for a server that nobody knows yet: few redirects and only to allowed places, bodies up to 4 MB once unpacked,
 * the caller's headers for its own origin alone, and all before the signal's end.
 *
 * Node.js itself stops at 16 KB of headers.
 */
export function createGuard(server: URL, options: GuardOptions): Guard {
  const refused = new AbortController();
  const signal = AbortSignal.any([options.signal, refused.signal]);
  const refuse: Refuse = (reason, message) => {
    guard.refusal ??= { reason, message };
    const error = new Error(message);
    refused.abort(error);
    return error;
  };
  const hide = hideValues(Object.values(options.headers));
  const guard: Guard = {
    signal,
    hide,
    async fetch(input, init = {}) {
      let url = new URL(input);
      for (let hop = 0; hop <= maxRedirects; hop++) {
        if (!isAllowedHop(server, url))
          throw refuse(
            "redirect",
            `It leads to ${quote(hide(url.href))}, where the probe does not go`,
          );
        const response = await options.fetch(url, {
          ...init,
          headers: headersFor(url, server, init, options),
          redirect: "manual",
          signal: AbortSignal.any([signal, ...(init.signal ? [init.signal] : [])]),
        });
        const location = redirection(response);
        if (location === undefined)
          return keep(
            guard,
            { url: url.href, redirected: hop > 0, response, beginning: "" },
            refuse,
          );
        await response.body?.cancel();
        if (!URL.canParse(location, url))
          throw refuse("redirect", `It redirects to ${quote(hide(location))}, which is no URL`);
        url = new URL(location, url);
      }
      throw refuse("redirect", `It redirects more than ${maxRedirects} times`);
    },
  };
  return guard;
}

function redirection(response: Response): string | undefined {
  const redirects = [301, 302, 303, 307, 308].includes(response.status);
  return redirects ? (response.headers.get("location") ?? undefined) : undefined;
}

function headersFor(url: URL, server: URL, init: RequestInit, options: GuardOptions): Headers {
  const headers = new Headers(init.headers);
  if (url.origin === server.origin)
    for (const [name, value] of Object.entries(options.headers)) headers.set(name, value);
  // A packed body could unpack to any size; what comes packed all the same is counted unpacked.
  headers.set("accept-encoding", "identity");
  // A connection that an earlier probe left open may lead to a server that has gone.
  headers.set("connection", "close");
  return headers;
}

function keep(guard: Guard, exchange: Exchange, refuse: Refuse): Response {
  const { response } = exchange;
  const decoder = new TextDecoder();
  let bytes = 0;
  guard.last = exchange;
  const counted = response.body?.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > maxBytes)
          throw refuse("limit", `It answers with more than ${maxBytes / 1024 / 1024} MB`);
        if (exchange.beginning.length < maxBeginning)
          exchange.beginning += decoder.decode(chunk.subarray(0, maxBeginning), { stream: true });
        controller.enqueue(chunk);
      },
    }),
  );
  return new Response(counted ?? null, {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}
