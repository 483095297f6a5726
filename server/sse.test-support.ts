import { onTestFinished } from "vitest";
import type { Kit, SignedIn } from "../harness/index.ts";

/** An open stream of HTTP+SSE, the transport of 2024. */
export interface SseStream {
  /** Where messages are posted to, as the stream named it. */
  endpoint: string;
  /** All that the stream has told so far. */
  told: () => string;
  /** Waits until the stream has told a text. */
  wait: (text: string) => Promise<void>;
  close: () => void;
}

/** Opens a stream at a path, `/sse` unless said otherwise. It is closed when the test ends. */
export async function openSse(kit: Kit, bearer: SignedIn, path = "/sse"): Promise<SseStream> {
  const ended = new AbortController();
  const authorization = `Bearer ${bearer.mcpAccessToken}`;
  const response = await kit.request(path, {
    headers: { accept: "text/event-stream", authorization },
    signal: ended.signal,
  });
  if (!response.body || response.status !== 200) throw new Error(`Status ${response.status}`);
  let told = "";
  const read = async (body: ReadableStream<Uint8Array>) => {
    for await (const chunk of body) told += new TextDecoder().decode(chunk);
  };
  read(response.body).catch(() => {});
  const close = () => ended.abort();
  onTestFinished(close);
  const wait = async (text: string) => {
    const untilMs = Date.now() + 10_000;
    while (!told.includes(text)) {
      if (Date.now() > untilMs) throw new Error(`The stream never told ${text}:\n${told}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  await wait("\n\n");
  const endpoint = /^event: endpoint\ndata: (.+)$/m.exec(told)?.[1] ?? "";
  return { endpoint, told: () => told, wait, close };
}
