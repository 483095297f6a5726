import { withBody, withHeaders, type Fault, type FaultCall } from "./fault.ts";

const HOUR_MS = 60 * 60_000;
const TEN_MEGABYTES = 10 * 1024 * 1024;
/** Longer than any caller should wait; then the connection breaks, so that no run hangs for ever. */
const LONGEST_SILENCE_MS = 120_000;

/** What can befall any request, before GitHub has read it or after. */
export const transportFaults = {
  /** GH-01, GH-02. */
  "500": anywhere(() => failure(500)),
  "502": anywhere(() => failure(502)),
  "503": anywhere(() => failure(503)),
  /** GH-03: no answer, until the faults are cleared or two minutes have passed. */
  timeout: anywhere(async (call) => {
    await silence(call, LONGEST_SILENCE_MS);
    return Response.error();
  }),
  /** GH-04: the headers at once, then a byte a second. */
  "slow-body": anywhere(async (call) => {
    const response = await call.answer();
    const bytes = await response.bytes();
    // With a length, undici takes a body that its caller gave up for broken; without, it trips over it in msw's socket.
    const headers = { "Content-Length": String(bytes.length) };
    return withHeaders(withBody(response, trickle(bytes, call)), headers);
  }),
  /** GH-05. */
  html: anywhere(() => htmlPage(200, "Something else entirely")),
  truncated: anywhere(async ({ answer }) => {
    const response = await answer();
    const text = await response.text();
    return withBody(response, text.slice(0, Math.ceil(text.length / 2)));
  }),
  empty: anywhere(async ({ answer }) => withBody(await answer(), "")),
  /** The true answer, then ten megabytes of white space: right for whoever reads it all. */
  huge: anywhere(async ({ answer }) => {
    const response = await answer();
    return withBody(response, (await response.text()) + " ".repeat(TEN_MEGABYTES));
  }),
  /** GH-06: the connection breaks before GitHub has read the request. */
  reset: anywhere(() => Response.error()),
  /** The connection breaks when GitHub has done all that was asked: a code is used up, a refresh token spent. */
  "lost-answer": anywhere(async ({ answer }) => {
    await answer();
    return Response.error();
  }),
  /** GH-23: GitHub's clock and ours differ by an hour. */
  "clock-ahead": anywhere((call) => withClock(call, HOUR_MS)),
  "clock-behind": anywhere((call) => withClock(call, -HOUR_MS)),
  /** GH-24: fails, works, fails, works. */
  flaky: anywhere(({ strikes, answer }) => (strikes % 2 === 0 ? failure(502) : answer())),
} as const satisfies Record<string, Fault>;

function anywhere(strike: Fault["strike"]): Fault {
  return { where: "anywhere", strike };
}

/** GitHub documents no body for its own failures; what people report is a page with a unicorn. */
function failure(status: number): Response {
  return htmlPage(status, "Unicorn! · GitHub");
}

function htmlPage(status: number, title: string): Response {
  return new Response(`<!doctype html><title>${title}</title><p>${title}</p>`, {
    status,
    headers: { "Content-Type": "text/html; charset=utf-8" },
  });
}

async function withClock({ answer, nowMs }: FaultCall, skewMs: number): Promise<Response> {
  return withHeaders(await answer(), { Date: new Date(nowMs + skewMs).toUTCString() });
}

function trickle(bytes: Uint8Array, call: FaultCall): ReadableStream<Uint8Array> {
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      await silence(call, sent === 0 ? 0 : 1000);
      if (call.cleared.aborted) controller.error(new Error("The faults were cleared."));
      else if (sent === bytes.length) controller.close();
      else controller.enqueue(bytes.slice(sent, ++sent));
    },
  });
}

/** Waits; not longer than the caller, and not once the faults are cleared. */
function silence({ request, cleared }: FaultCall, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    for (const signal of [request.signal, cleared]) {
      if (signal.aborted) resolve();
      signal.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    }
  });
}
