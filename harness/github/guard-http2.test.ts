import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  connect,
  createSecureServer,
  createServer,
  type ClientHttp2Session,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { test as base } from "vitest";
import { guardHttp2 } from "./guard-http2.ts";
import { startNetwork } from "./network.ts";

const test = base.extend("network", ({}, { onCleanup }) => {
  const network = startNetwork({ handlers: [] });
  onCleanup(() => network.stop());
  return network;
});

/** Both ends know a key beforehand (RFC 4279), so that neither needs a certificate. */
const withoutCertificate = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
const psk = randomBytes(32);

function respond(_request: Http2ServerRequest, response: Http2ServerResponse): void {
  response.end("here");
}

async function errorOf(session: ClientHttp2Session): Promise<Error> {
  session.request({ ":path": "/" }).on("error", () => undefined);
  const [error] = (await once(session, "error")) as [Error];
  return error;
}

test.for([
  ["https://192.0.2.1", "192.0.2.1:443"],
  ["http://example.com:8080", "example.com:8080"],
  ["https://[2001:db8::1]/", "[2001:db8::1]:443"],
] as const)(
  "HN-06 refuses HTTP/2 to %s, and takes it down",
  async ([url, to], { network, expect }) => {
    const error = await errorOf(connect(url));
    expect(error.message).toBe(`${to} is not emulated, and not on this machine.`);
    expect(network.unexpected).toEqual([{ method: "TCP", url: `tcp://${to}` }]);
  },
);

test("refuses HTTP/2 whoever passes options and a listener", async ({ network, expect }) => {
  await errorOf(connect("https://192.0.2.1", { settings: {} }, () => undefined));
  expect(network.unexpected).toHaveLength(1);
});

test.for(["http", "https"] as const)(
  "lets HTTP/2 through to this machine, by %s",
  async (scheme, { network, expect }) => {
    const server =
      scheme === "http"
        ? createServer(respond)
        : createSecureServer({ ...withoutCertificate, pskCallback: () => psk }, respond);
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const session = connect(`${scheme}://localhost:${port}`, {
      ...withoutCertificate,
      pskCallback: () => ({ psk, identity: "test" }),
      checkServerIdentity: () => undefined,
    });
    const answer = session.request({ ":path": "/" }).setEncoding("utf8");
    let text = "";
    for await (const chunk of answer) text += String(chunk);
    session.destroy();
    server.close();
    expect(text).toBe("here");
    expect(network.unexpected).toEqual([]);
  },
);

test("HTTP/2 is as before once the network is stopped", ({ expect }) => {
  const before = connect;
  startNetwork({ handlers: [] }).stop();
  expect(connect).toBe(before);
});

test("ends a session from before that leads to another machine when something is asked by it", async ({
  expect,
}) => {
  const server = createServer(respond).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const session = connect(`http://127.0.0.1:${port}`);
  await once(session, "connect");
  const refused: string[] = [];
  // As if this machine were another one.
  const stop = guardHttp2((host, to) => refused.push(`${host}:${to}`) === 0);
  try {
    expect((await errorOf(session)).message).toContain("is not emulated");
    expect(refused).toEqual([`127.0.0.1:${port}`]);
  } finally {
    stop();
    server.close();
  }
});
