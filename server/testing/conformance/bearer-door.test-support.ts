import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A way to a Worker behind OAuth for a program that knows no sign-in. */
export interface BearerDoor {
  /** `http://localhost:<port>` */
  origin: string;
  close(): Promise<void>;
}

/**
 * Opens a second door in front of the kit's, which adds an access token to every request.
 *
 * A foreign `Host` is passed on as it came: whether the Worker minds it is for the Worker to show.
 */
export async function openBearerDoor(
  kitOrigin: string,
  mcpAccessToken: string,
): Promise<BearerDoor> {
  const { port: kitPort, host: kitHost } = new URL(kitOrigin);
  const server = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url, headers } = incoming;
    const isOurs = headers.host === `localhost:${port()}`;
    const onward = request(
      {
        host: "localhost",
        port: kitPort,
        method,
        path: url,
        headers: {
          ...headers,
          host: isOurs ? kitHost : headers.host,
          authorization: `Bearer ${mcpAccessToken}`,
        },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        outgoing.flushHeaders();
        answer.pipe(outgoing);
      },
    );
    outgoing.once("close", () => onward.destroy());
    onward.once("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const port = () => (server.address() as AddressInfo).port;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "localhost", resolve);
  await promise;
  return {
    origin: `http://localhost:${port()}`,
    async close() {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      await closed.promise;
    },
  };
}
