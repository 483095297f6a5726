import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A way out for processes of their own that leads nowhere. */
export interface RefusingProxy {
  /** Makes Node.js send there what is not for this machine. */
  readonly environment: Record<string, string>;
  close(): Promise<void>;
}

/**
 * Opens an HTTP proxy on loopback that refuses every request and tells of it: msw guards this process, and this one its children.
 *
 * @see https://nodejs.org/api/cli.html#node_use_env_proxy1
 */
export async function openRefusingProxy(
  onRefused: (method: string, url: URL) => void,
): Promise<RefusingProxy> {
  const refuse = (method = "", url: string | null) => {
    const target = URL.parse(url ?? "");
    if (target) onRefused(method, target);
  };
  const server = createServer((request, response) => {
    refuse(request.method, request.url ?? null);
    response.writeHead(403, { "content-type": "text/plain" });
    response.end("This host is not emulated.\n");
  });
  server.on("connect", (request, socket) => {
    refuse("CONNECT", `https://${request.url}`); // what follows would be encrypted
    socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      NODE_USE_ENV_PROXY: "1",
      HTTP_PROXY: address,
      HTTPS_PROXY: address,
      NO_PROXY: "localhost,127.0.0.1,::1,[::1]",
    },
    async close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
