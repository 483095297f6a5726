import { once } from "node:events";
import { networkInterfaces } from "node:os";
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

test.for([false, true])(
  "HN-06 a name of this machine that is found on another is refused, and told: all of %s",
  async (all, { expect }) => {
    using network = startNetwork({ handlers: [] });
    const found = all ? [{ address: "192.0.2.1", family: 4 }] : "192.0.2.1";
    const socket = connect({
      host: "localhost",
      port: 5432,
      lookup: (_host, _options, callback) => callback(null, found, 4),
    });
    expect(await outcomeOf(socket)).toBe(
      "192.0.2.1:5432 is not emulated, and not on this machine.",
    );
    expect(network.unexpected).toEqual([{ method: "TCP", url: "tcp://192.0.2.1:5432" }]);
  },
);

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

const elsewhere = Object.values(networkInterfaces())
  .flat()
  .find((each) => each && !each.internal && each.family === "IPv4")?.address;

test.runIf(elsewhere).for(["fetch", "node:net"] as const)(
  "HN-06 nothing is sent by a connection that %s has kept open from before",
  async (by, { expect }) => {
    const heard: string[] = [];
    const server = createServer((socket) => {
      socket.on("data", (data: Buffer) => {
        heard.push(data.toString().split(" ")[0] ?? "");
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
      });
      socket.on("error", () => {});
    });
    await once(server.listen(0, "0.0.0.0"), "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const url = `http://${elsewhere}:${port}/`;
    await (await fetch(url)).text();
    const socket = connect(port, elsewhere);
    onTestFinished(() => void socket.destroy());
    await once(socket, "connect");
    await new Promise((done) => setImmediate(done)); // the pool has its connection back

    using network = startNetwork({ handlers: [] });
    if (by === "fetch") {
      const post = fetch(url, { method: "POST", body: "a secret" });
      await expect(post).rejects.toThrow("fetch failed");
    } else {
      socket.write("SECRET ");
      const [error] = (await once(socket, "error")) as [Error];
      expect(error.message).toContain("is not emulated, and not on this machine");
    }
    expect(heard).toEqual(["GET"]);
    const told = { method: "TCP", url: `tcp://${elsewhere}:${port}` };
    expect(network.unexpected).toContainEqual(told);
  },
);

test("is asked about a socket by its address, where further hosts are allowed", async ({
  expect,
}) => {
  const asked: string[] = [];
  using network = startNetwork({
    handlers: [],
    allow: ({ href, hostname }) => asked.push(href) > 0 && hostname === "db.invalid",
  });
  expect(await openers["node:net"]("db.invalid", 5432)).toContain("ENOTFOUND");
  expect(await openers["node:net"]("other.invalid", 5432)).toContain("is not emulated");
  expect(asked).toEqual(["tcp://db.invalid:5432", "tcp://other.invalid:5432"]);
  expect(network.unexpected).toEqual([{ method: "TCP", url: "tcp://other.invalid:5432" }]);
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

/** What a guard takes the place of. */
function methods(): unknown[] {
  return ["connect", "_write", "_writev"].map(
    (name) => Reflect.get(Socket.prototype, name) as unknown,
  );
}

test("sockets are as before once the network is stopped", ({ expect }) => {
  const before = methods();
  startNetwork({ handlers: [] }).stop();
  expect(methods()).toEqual(before);
});

test.for([
  ["localhost", true],
  ["127.0.0.1", true],
  ["::1", true],
  ["127.1", true],
  ["::ffff:127.0.0.1", true],
  ["::ffff:192.0.2.1", false],
  ["0.0.0.0", false],
  ["localhost.example", false],
  ["not a host", false],
] as const)("takes the host %s for this machine: %s", ([host, expected], { expect }) => {
  expect(isLoopbackHost(host)).toBe(expected);
});
