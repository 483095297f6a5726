import { once } from "node:events";
import { connect, createServer, Socket, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { onTestFinished, test } from "vitest";
import { isLoopbackHost } from "./guard-sockets.ts";
import { startNetwork } from "./network.ts";

/** Opens a connection by itself and sends something, so that msw has to let it go. @returns what became of it */
const openers = {
  "node:net": (host: string, port: number) => outcomeOf(connect(port, host)),
  "node:net with options": (host: string, port: number) => outcomeOf(connect({ host, port })),
  "new Socket": (host: string, port: number) => outcomeOf(new Socket().connect(port, host)),
  "node:tls": (host: string, port: number) => outcomeOf(connectTls(port, host)),
};

async function outcomeOf(socket: Socket): Promise<string> {
  onTestFinished(() => void socket.destroy());
  socket.write(Buffer.from([0, 1, 2]));
  return text(socket).catch((error: Error) => error.message);
}

for (const [by, open] of Object.entries(openers)) {
  test.for([
    ["db.example", "db.example:5432"],
    ["192.0.2.1", "192.0.2.1:5432"],
    ["2001:db8::1", "[2001:db8::1]:5432"],
  ] as const)(
    `HN-06 ${by} reaches no other machine, and that it was tried is told: %s`,
    { timeout: 10_000 },
    async ([host, address], { expect }) => {
      using network = startNetwork({ handlers: [] });
      expect(await open(host, 5432)).toBe(`${address} is not emulated, and not on this machine.`);
      expect(network.unexpected).toEqual([{ method: "TCP", url: `tcp://${address}` }]);
    },
  );
}

test("a socket on this machine is the tester's own, and opens", async ({ expect }) => {
  const server = createServer((socket) => socket.end("real"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  using network = startNetwork({ handlers: [] });
  expect(await openers["node:net"]("127.0.0.1", port)).toBe("real");
  expect(await openers["node:net with options"]("localhost", port)).toBe("real");
  expect(await outcomeOf(connect(port))).toBe("real");
  expect(network.unexpected).toEqual([]);
});

test("whose host was allowed to a request may be connected to", async ({ expect }) => {
  using network = startNetwork({
    handlers: [],
    allow: ({ hostname }) => hostname === "db.invalid",
  });
  await expect(fetch("https://db.invalid/")).rejects.toThrow("fetch failed");
  expect(await openers["node:net"]("db.invalid", 5432)).toContain("ENOTFOUND");
  expect(network.unexpected).toEqual([]);
});

test("sockets are as before once the network is stopped", ({ expect }) => {
  const before = Object.getOwnPropertyDescriptor(Socket.prototype, "connect");
  startNetwork({ handlers: [] }).stop();
  expect(Object.getOwnPropertyDescriptor(Socket.prototype, "connect")).toEqual(before);
});

test.for([
  ["localhost", true],
  ["127.0.0.1", true],
  ["::1", true],
  ["127.1", true],
  ["::ffff:192.0.2.1", false],
  ["0.0.0.0", false],
  ["localhost.example", false],
  ["not a host", false],
] as const)("takes the host %s for this machine: %s", ([host, expected], { expect }) => {
  expect(isLoopbackHost(host)).toBe(expected);
});
