/** A body that stayed within its limit, or the reason why it was not taken. */
export type BodyOutcome = { kind: "read"; bytes: Uint8Array<ArrayBuffer> } | { kind: "too-large" };

/** Beyond the limit this much more is read and dropped, so that the sender sees the answer and not a reset. */
const drainBytes = 8 * 1024 * 1024;

/**
 * Reads a body and stops at a limit that is counted, not believed: `Content-Length` may be absent or a lie.
 *
 * @param maxBytes the most that is kept in memory
 */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<BodyOutcome> {
  if (!body) return { kind: "read", bytes: new Uint8Array() };
  const chunks: Uint8Array[] = [];
  const reader = body.getReader();
  let received = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    received += value.byteLength;
    if (received <= maxBytes) chunks.push(value);
    if (received > maxBytes + drainBytes) {
      await reader.cancel();
      break;
    }
  }
  if (received > maxBytes) return { kind: "too-large" };
  return { kind: "read", bytes: join(chunks, received) };
}

/** Decodes UTF-8 strictly. A byte order mark stays in the text, where a JSON parser refuses it. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Says whether a `Content-Type` names exactly this media type, parameters aside (RFC 9110 section 8.3.1). */
export function hasMediaType(headers: Headers, mediaType: string): boolean {
  const [essence] = (headers.get("content-type") ?? "").split(";");
  return essence?.trim().toLowerCase() === mediaType;
}

function join(chunks: Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}
