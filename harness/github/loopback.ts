/**
 * Tells whether a URL stays on this machine: 127.0.0.0/8, `[::1]`, `localhost` and the names below it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export function isLoopback(url: URL): boolean {
  // The URL parser has already turned 127.1, 0x7f000001 and [0:0:0:0:0:0:0:1] into these spellings.
  const host = url.hostname;
  return (
    host === "localhost" ||
    host.endsWith(".localhost") ||
    host === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}
