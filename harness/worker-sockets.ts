import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** On a request that a Worker's guard makes to tell of a TCP socket: where it would have led, e.g. `db.example:5432`. */
export const SOCKET_HEADER = "mcp-kit-tcp-socket";

/** A socket to this machine is the tester's own, such as a database beside the Worker; so is Hyperdrive's local name for one. */
const refuse = `
import { waitUntil } from "cloudflare:workers";

const local = /^((.+\\.)?localhost|127(\\.\\d+){3}|\\[?::1\\]?|[\\w-]+\\.hyperdrive\\.local)$/i;

export function refusal(hostname, port) {
  if (local.test(hostname)) return undefined;
  const host = /^[^[].*:/.test(hostname) ? "[" + hostname + "]" : hostname;
  const to = host + ":" + port;
  waitUntil(fetch("http://socket.invalid/", { headers: { "${SOCKET_HEADER}": to } }).catch(() => {}));
  return new Error("No TCP socket to " + to + " from a Worker under test.");
}
`;

// A name in a variable is no import that the bundler could see, and lead here again.
const sockets = `
import { refusal } from "./refuse.js";

const name = "cloudflare:sockets";
const { connect: open } = await import(name);

export function connect(address, options) {
  const { hostname, port } = typeof address === "string" ? new URL("tcp://" + address) : address;
  const refused = refusal(hostname, port);
  if (refused) throw refused;
  return open(address, options);
}
`;

// No global before compatibility date 2024-09-23.
const process = `export { default as process } from "node:process";`;

// CommonJS has whatever names an importer asks for, as the real one.
const net = `
const { refusal } = require("./refuse.js");
const { process } = require("./process.js");
const net = process.getBuiltinModule("node:net");
const open = net.Socket.prototype.connect;

net.Socket.prototype.connect = function connect(...given) {
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const { port, host } =
    typeof first === "object" ? first : { port: first, host: typeof second === "string" ? second : undefined };
  const refused = refusal(host ?? "localhost", port);
  return refused ? this.destroy(refused) : open.apply(this, given);
};
module.exports = net;
`;

const tls = `
require("./net.cjs");
const { process } = require("./process.js");
module.exports = process.getBuiltinModule("node:tls");
`;

/**
 * Writes what stands in place of the modules by which a Worker opens a TCP socket, since workerd opens it by itself: one that leads off
 * this machine is refused and told by {@link SOCKET_HEADER}, any other opens.
 *
 * @returns for `alias` of a Wrangler configuration
 * @see https://developers.cloudflare.com/workers/wrangler/configuration/#module-aliasing
 */
export async function writeSocketGuards(parent: string): Promise<Record<string, string>> {
  const folder = join(parent, "sockets");
  await mkdir(folder);
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  await write("refuse.js", refuse);
  await write("process.js", process);
  const guards = {
    "cloudflare:sockets": await write("sockets.js", sockets),
    "node:net": await write("net.cjs", net),
    "node:tls": await write("tls.cjs", tls),
  };
  return { ...guards, net: guards["node:net"], tls: guards["node:tls"] };
}
