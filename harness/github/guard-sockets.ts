import { Socket, type LookupFunction, type TcpSocketConnectOpts } from "node:net";
import { isLoopback } from "./loopback.ts";

/** @returns whether a TCP connection to this host and port may be opened; one that may not has been taken down */
export type PassesSocket = (host: string, port: number) => boolean;

type Connect = (this: Socket, ...given: unknown[]) => Socket;
type Write = (this: Socket, ...given: unknown[]) => void;

interface Methods {
  connect: Connect;
  _write: Write;
  _writev: Write;
}

/**
 * Refuses the TCP connections of this process that lead off this machine, whoever opens them: `node:net`, `node:tls` and undici all
 * end at `Socket.prototype.connect`. Start it before msw, which takes that method's place and calls this one for
 * whatever it lets pass. A connection from before, which a pool has kept open, is refused as soon as something is sent by it.
 *
 * @returns what lets every connection open again
 */
export function guardSockets(passes: PassesSocket): () => void {
  const prototype = Socket.prototype as unknown as Methods;
  const { connect: open, _write: write, _writev: writeMany } = prototype;
  const opened = new WeakSet<Socket>();

  function connect(this: Socket, ...given: unknown[]): Socket {
    // A socket that msw answers itself has a `connect` of its own, and leads nowhere.
    const target = Object.hasOwn(this, "connect") ? undefined : targetOf(given);
    if (target === undefined || passes(target.host, target.port)) {
      opened.add(this);
      if (target !== undefined) guardLookup(given, target, passes);
      return open.apply(this, given);
    }
    return open.call(this, refused(target));
  }
  const guarded = (send: Write): Write =>
    function sendGuarded(this: Socket, ...given) {
      const target = opened.has(this) ? undefined : peerOf(this);
      if (target === undefined || passes(target.host, target.port)) {
        opened.add(this);
        return send.apply(this, given);
      }
      const callback = given.at(-1);
      if (typeof callback === "function") callback(refusal(target));
    };
  const methods: Methods = { connect, _write: guarded(write), _writev: guarded(writeMany) };
  Object.assign(prototype, methods);
  return () => {
    if (prototype.connect !== connect) return;
    Object.assign(prototype, { connect: open, _write: write, _writev: writeMany });
  };
}

/** Where a socket that was opened before leads to; nothing for one that came in, or that msw answers. */
function peerOf(socket: Socket): Target | undefined {
  const { remoteAddress: host, remotePort: port } = socket;
  const cameIn = "server" in socket && Boolean(socket.server);
  if (host === undefined || port === undefined || cameIn) return undefined;
  return Object.hasOwn(socket, "connect") ? undefined : { host, port };
}

/** A lookup of the opener's own may find a name of this machine on another one. */
function guardLookup(given: unknown[], { host, port }: Target, passes: PassesSocket): void {
  const list = (Array.isArray(given[0]) ? given[0] : given) as [TcpSocketConnectOpts];
  const lookup = typeof list[0] === "object" ? list[0].lookup : undefined;
  if (lookup === undefined || !isLoopbackHost(host)) return;
  const guarded: LookupFunction = (name, options, callback) =>
    lookup(name, options, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
      const away = error ? undefined : addresses.find((address) => !passes(address, port));
      callback(away === undefined ? error : refusal({ host: away, port }), found, family);
    });
  list[0] = { ...list[0], lookup: guarded };
}

/** Fails as a name does that is not found: later, when its opener listens, and without a question to a name server. */
function refused(target: Target): TcpSocketConnectOpts {
  const error = refusal(target);
  return {
    host: "refused.invalid", // an address would not be looked up
    port: target.port,
    lookup: (_host, _options, callback) => process.nextTick(callback, error),
  };
}

function refusal({ host, port }: Target): Error {
  return new Error(`${bracketed(host)}:${port} is not emulated, and not on this machine.`);
}

/** Tells whether a name or an address, `db.example` or `2001:db8::1`, is this machine's. */
export function isLoopbackHost(host: string): boolean {
  const own = host.replace(/^::ffff:(?=\d+\.)/i, ""); // as a socket for both families names an IPv4 address
  const url = URL.parse(`http://${bracketed(own)}/`);
  return url !== null && isLoopback(url);
}

/** Writes where a socket would have led as a URL, whatever its opener calls an address. */
export function socketUrl(address: string): URL {
  return URL.parse(`tcp://${address}`) ?? new URL(`tcp:${encodeURIComponent(address)}`);
}

/** A host as it stands in a URL (RFC 3986 section 3.2.2). */
export function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

interface Target {
  host: string;
  port: number;
}

/** Reads what `connect` was given, which Node.js hands itself as one array. @returns nothing for a socket in the file system */
export function targetOf(given: unknown[]): Target | undefined {
  const [first, second] = (Array.isArray(given[0]) ? given[0] : given) as unknown[];
  const isOptions = typeof first === "object" && first !== null;
  const { path, port, host } = (isOptions ? first : { port: first, host: second }) as {
    [name in "path" | "port" | "host"]?: unknown;
  };
  const isOfNetwork = Number.isInteger(Number(port ?? Number.NaN)); // else a path, or a mistake that Node.js tells of
  if (!isOfNetwork || (typeof path === "string" && path !== "")) return undefined;
  return { host: typeof host === "string" && host !== "" ? host : "localhost", port: Number(port) };
}
