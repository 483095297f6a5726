import { Socket } from "node:net";
import { targetOf, type PassesSocket } from "./guard-sockets.ts";

/** Connections on which nothing is sent. */
export interface SilentSockets {
  /** Takes down those that are open, and say nothing so far. */
  readonly takeDown: () => void;
  readonly stop: () => void;
}

/**
 * Takes down the connections to other machines on which nothing is ever sent: to whoever only asks whether a port is open msw
 * says that it is, and lets nothing go. Start it after msw.
 *
 * @param passes asked once for each
 * @param mayBeAsked whether requests to a host are answered; a connection to it is part of one
 */
export function watchSilentSockets(
  passes: PassesSocket,
  mayBeAsked: (host: string) => boolean,
): SilentSockets {
  const prototype = Socket.prototype as unknown as { connect: Connect };
  const { connect: open } = prototype;
  const silent = new Map<Socket, () => void>();

  function connect(this: Socket, ...given: unknown[]): Socket {
    const target = targetOf(given);
    const socket = open.apply(this, given);
    if (target === undefined || mayBeAsked(target.host)) return socket;
    const forget = () => silent.delete(socket);
    silent.set(socket, () => {
      if (forget()) passes(target.host, target.port);
    });
    const write = socket.write.bind(socket) as (...sent: unknown[]) => boolean;
    const writes = (...sent: unknown[]): boolean => {
      forget();
      return write(...sent);
    };
    Object.assign(socket, { write: writes });
    socket.once("error", forget); // it was refused, and that was taken down
    socket.once("close", () => silent.get(socket)?.());
    return socket;
  }
  prototype.connect = connect;
  return {
    takeDown: () => silent.forEach((record) => record()),
    stop() {
      if (prototype.connect === connect) prototype.connect = open;
    },
  };
}

type Connect = (this: Socket, ...given: unknown[]) => Socket;
