import { setTimeout } from "node:timers/promises";

/** Long enough together for a laptop that wakes up to find its network again. */
const pausesMs = [250, 1_000, 3_000];

/**
 * Gives a `fetch` that sends an OAuth refresh again, up to three times within five seconds, when the connection breaks before its
 * answer has come. Everything else, and whatever the server does answer, it passes on as it is.
 *
 * An MCP client that hears nothing takes its refresh token for spent and asks the person to sign in again, as both SDKs do. A
 * server that rotates refresh tokens and tolerates the old one until the new one was used has lost nothing: it takes it again.
 * One that does not tolerate it answers `invalid_grant`, and the client does then what it would have done at once.
 *
 * @param send what sends; `globalThis.fetch` as it is at each call, where nothing is given
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-6 and https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2
 * @example new StreamableHTTPClientTransport(url, { authProvider, fetch: retryLostRefresh() })
 */
export function retryLostRefresh(send: typeof fetch = (...args) => fetch(...args)): typeof fetch {
  return async (input, init) => {
    if (!isRefresh(init)) return send(input, init);
    const { signal } = init;
    for (const pauseMs of pausesMs) {
      try {
        return await receive(send(input, init));
      } catch (error) {
        if (signal?.aborted) throw error;
        await setTimeout(pauseMs, undefined, signal ? { signal } : {});
      }
    }
    return receive(send(input, init));
  };
}

function isRefresh(init: RequestInit | undefined): init is RequestInit {
  const { body } = init ?? {};
  if (!(body instanceof URLSearchParams) && typeof body !== "string") return false;
  return new URLSearchParams(body).get("grant_type") === "refresh_token";
}

/** Waits for the whole answer, which can be lost in its middle, too. */
async function receive(sent: Promise<Response>): Promise<Response> {
  const response = await sent;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}
