import http2, { type ClientHttp2Session } from "node:http2";
import { isIP, Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { PassesSocket } from "./guard-sockets.ts";

type Connect = (authority: string | URL, ...more: unknown[]) => ClientHttp2Session;

type Request = (this: ClientHttp2Session, ...given: unknown[]) => unknown;

type OpenSocket = (this: Socket, to: { host: string; port: number }) => Socket;

/**
 * Refuses the HTTP/2 sessions of this process that lead off this machine. msw would take a session's socket for one of HTTP/1.1, and
 * keep it waiting, so that each gets its socket here, past msw. Start it before msw, and after {@link guardSockets}. A session from
 * before is ended as soon as something is asked by it.
 *
 * @returns what lets every session open again
 */
export function guardHttp2(passes: PassesSocket): () => void {
  const open = http2.connect as Connect;
  // The guarded one, and not called by its name, which msw takes.
  const { connect: openSocket } = Socket.prototype as unknown as { connect: OpenSocket };
  const connect: Connect = (authority, ...more) => {
    const url = new URL(authority);
    const host = url.hostname.replaceAll(/^\[|\]$/g, "");
    const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
    const options = more.find((each) => typeof each === "object" && each !== null);
    // Who brings a socket of their own has opened it under guard.
    if (options !== undefined && "createConnection" in options) return open(authority, ...more);
    const createConnection = () => {
      const socket = openSocket.call(new Socket(), { host, port });
      if (url.protocol === "http:") return socket;
      const servername = isIP(host) === 0 ? { servername: host } : {};
      return connectTls({ ALPNProtocols: ["h2"], ...servername, ...options, socket });
    };
    const listener = more.filter((each) => typeof each === "function");
    return open(authority, { ...options, createConnection }, ...listener);
  };
  Object.assign(http2, { connect });
  const sessions = prototypeOfSessions(open);
  const { request: ask } = sessions;
  function request(this: ClientHttp2Session, ...given: unknown[]): unknown {
    const { remoteAddress: host, remotePort: port } = this.destroyed ? {} : (this.socket ?? {});
    if (host !== undefined && port !== undefined && !passes(host, port))
      this.destroy(new Error(`${host} is not emulated, and not on this machine.`));
    return ask.apply(this, given);
  }
  sessions.request = request;
  return () => {
    if (sessions.request === request) sessions.request = ask;
    if (http2.connect === connect) Object.assign(http2, { connect: open });
  };
}

/** What all sessions have in common: Node.js exports no class of them. */
function prototypeOfSessions(open: Connect): { request: Request } {
  const nowhere = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
  const session = open("http://localhost", { createConnection: () => nowhere });
  session.on("error", () => {});
  session.destroy();
  return Object.getPrototypeOf(session) as { request: Request };
}
