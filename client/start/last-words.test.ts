import { test } from "vitest";
import { lastWords } from "./last-words.ts";

test("shows what an error is, and not the objects that Node.js writes out with it", ({
  expect,
}) => {
  const stderr = `[12] Connecting to remote server: http://localhost:9911/mcp
[12] Fatal error: TypeError: fetch failed
    at node:internal/deps/undici/undici:15845:13 {
  [cause]: SocketError: other side closed
      at Socket.onHttpSocketEnd (node:internal/deps/undici/undici:7588:20) {
    code: 'UND_ERR_SOCKET',
    socket: {
      remotePort: 9911,
      remoteFamily: 'IPv4',
      timeout: undefined,
      bytesWritten: 1528,
      bytesRead: 775
    }
  }
}
`;
  expect(lastWords(stderr, (text) => text)).toBe(
    `Connecting to remote server: http://localhost:9911/mcp
Fatal error: TypeError: fetch failed
[cause]: SocketError: other side closed`,
  );
});
