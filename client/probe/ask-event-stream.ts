import type { Guard } from "./guarded-fetch.ts";

/**
 * Asks whether a URL serves HTTP+SSE of revision 2024-11-05: an event stream that opens with an `endpoint` event.
 *
 * @returns whether it does; the guard has the answer, e.g. a 401
 * @see https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse
 */
export async function askEventStream(url: URL, guard: Guard): Promise<boolean> {
  const response = await guard.fetch(url, { headers: { accept: "text/event-stream" } });
  const isStream = /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
  if (!response.ok || !isStream || !response.body) {
    await response.body?.cancel();
    return false;
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    while (!/\r?\n\r?\n/.test(text)) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return /^event:\s*endpoint\s*$/m.test(text);
}
