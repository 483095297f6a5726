import childProcess from "node:child_process";
import http from "node:http";
import type { Readable } from "node:stream";
import { KitError } from "../client/kit-error.ts";
import { isLoopback } from "./github/loopback.ts";
import { bracketed, socketUrl } from "./github/guard-sockets.ts";
import type { RecordRequest } from "./worker-outbound.ts";

/** A list of texts in Cap'n Proto's encoding, each with a NUL and filled up to eight bytes, as miniflare writes it for workerd. */
const anywhere = Buffer.from("public\0\0private\x00240.0.0.0/4\0");
/** As long, since it stands in the same place: `::`, `::1` and 127.0.0.0/8, which are this machine. */
const thisMachine = Buffer.from("::/128\0\0::1/128\x00127.0.0.0/8\0");

/** The headers that a Worker may send, 128 KB in all, see https://developers.cloudflare.com/workers/platform/limits/ */
const MAX_HEADER_BYTES = 131_072;

/** What workerd says of a socket that it does not open; a name that is not found is none of this machine's. */
const refusals = /connecting to (?<host>\S+):(?<port>\d+) is not allowed|failed to lookup address/g;

/**
 * Has workerd open TCP sockets to this machine only, by whatever a Worker opens them: miniflare lets it connect to anywhere, and has
 * no setting for that. What workerd refuses is taken down, by address, since it looks the name up first.
 *
 * @param start starts workerd
 * @throws {KitError} NETWORK_NOT_GUARDED when workerd was started without the limit
 * @see https://github.com/cloudflare/workerd/blob/main/src/workerd/server/workerd.capnp `Network.allow`
 */
export async function withLimitedNetwork<T>(
  record: RecordRequest,
  start: () => Promise<T>,
): Promise<T> {
  const module = childProcess as { spawn: typeof childProcess.spawn };
  const before = module.spawn;
  const { createServer } = http;
  let isLimited = false;
  module.spawn = ((...given: Parameters<typeof before>) => {
    const child = before(...given);
    const { stdin, stdout, stderr } = child;
    if (!stdin || !given[1].includes("--binary")) return child;
    const write = stdin.write.bind(stdin) as (...rest: unknown[]) => boolean;
    stdin.write = ((config: Uint8Array, ...rest: unknown[]) => {
      const limited = Buffer.from(config);
      const at = limited.indexOf(anywhere);
      isLimited = at !== -1;
      if (isLimited) thisMachine.copy(limited, at);
      return write(limited, ...rest);
    }) as typeof stdin.write;
    for (const stream of [stdout, stderr]) if (stream) listen(stream, record);
    return child;
  }) as typeof before;
  // What a Worker sends goes through a server of this process, which would refuse more than 16 KB, and nobody would know.
  http.createServer = ((...given: Parameters<typeof createServer>) => {
    const [options, listener] = typeof given[0] === "function" ? [{}, given[0]] : given;
    const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, ...options }, listener);
    return server.on("clientError", (error: ClientError, socket) => {
      const [method, url] = notUnderstood(error);
      if (error.code?.startsWith("HPE_") && !isLoopback(url)) record(method, url);
      socket.destroy();
    });
  }) as typeof createServer;
  try {
    const started = await start();
    if (isLimited) return started;
  } finally {
    module.spawn = before;
    http.createServer = createServer;
  }
  throw new KitError("NETWORK_NOT_GUARDED", "workerd can open TCP sockets to other machines.", {
    hint: "This version of wrangler writes another configuration for workerd than the kit knows: use the one that the kit names.",
  });
}

interface ClientError extends Error {
  code?: string;
  /** What was read last. */
  rawPacket?: Buffer;
}

/** Says of a request that Node.js does not understand what it was, as far as that was read. */
function notUnderstood({ rawPacket }: ClientError): [method: string, url: URL] {
  const text = rawPacket?.toString("latin1") ?? "";
  const { method = "HTTP" } = /^(?<method>[!-~]+) \S+ HTTP\/1/.exec(text)?.groups ?? {};
  const url = URL.parse(/^mf-original-url: *(\S+)/im.exec(text)?.[1] ?? "");
  return [method, url ?? new URL("http://a-request-that-was-not-understood/")];
}

function listen(stream: Readable, record: RecordRequest): void {
  let line = "";
  stream.on("data", (chunk: Buffer) => {
    const lines = (line + chunk.toString()).split("\n");
    line = lines.pop() ?? "";
    for (const { groups } of lines.join("\n").matchAll(refusals)) {
      const { host = "a-name-that-was-not-found", port } = groups ?? {};
      const address = bracketed(host); // workerd writes an IPv6 one without
      record("TCP", socketUrl(port === undefined ? address : `${address}:${port}`));
    }
  });
}
