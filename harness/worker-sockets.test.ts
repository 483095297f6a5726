import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { onTestFinished, test as base, vi } from "vitest";
import { startKit } from "./kit.ts";
import { writeTinyWorker } from "./tiny-worker.test-support.ts";

/** Opens a socket by the module that the path names, and answers with what it heard there. */
const open = `const { pathname, searchParams } = new URL(request.url);
  return new Response(await opener(pathname.slice(1), searchParams.get("to")).catch(String));`;

const opener = `import { connect } from "cloudflare:sockets";
import net, { Socket } from "node:net";
import * as bareNet from "net";
import tls from "node:tls";

export async function opener(by, to) {
  const { hostname, port } = new URL("tcp://" + to);
  const host = hostname.replace(/^\\[|\\]$/g, "");
  if (by === "text" || by === "object") {
    const socket = connect(by === "text" ? to : { hostname: host, port: Number(port) });
    return new TextDecoder().decode((await socket.readable.getReader().read()).value);
  }
  if (by === "computed") {
    const module = await import(["cloudflare", "sockets"].join(":"));
    return module.connect(to).opened.then(() => "opened");
  }
  const socket = {
    net: () => net.connect(Number(port), host),
    bareNet: () => bareNet.createConnection({ port: Number(port), host }),
    Socket: () => new Socket().connect({ port: Number(port), host }),
    tls: () => tls.connect({ port: Number(port), host }),
  }[by]();
  return new Promise((resolve, reject) => socket.on("data", (data) => resolve(String(data))).on("error", reject));
}
`;

const test = base
  .extend("kit", async ({}, { onCleanup }) => {
    const { wrangler, folder } = await writeTinyWorker(open, {
      main: "main.js",
      compatibility_flags: ["nodejs_compat"],
    });
    await writeFile(join(folder, "opener.js"), opener);
    await writeFile(
      join(folder, "main.js"),
      `import { opener } from "./opener.js"; globalThis.opener = opener; export { default } from "./index.js";`,
    );
    const kit = await startKit({ wrangler });
    onCleanup(() => kit.close());
    return kit;
  })
  .extend("openBy", ({ kit }) => async (by: string, to: string) => {
    return (await kit.request(`/${by}?${new URLSearchParams({ to })}`)).text();
  });

test("a TCP socket off this machine is refused to a Worker and told, whatever module it opens it by", async ({
  kit,
  openBy,
  expect,
}) => {
  for (const by of ["text", "object", "net", "bareNet", "Socket", "tls"]) {
    expect(await openBy(by, "db.example:5432"), by).toBe(
      "Error: No TCP socket to db.example:5432 from a Worker under test.",
    );
    expect(() => kit.assertNoUnexpectedRequests(), by).toThrow("TCP tcp://db.example:5432");
  }
  // An address is no more than a name is.
  for (const address of ["203.0.113.1:80", "[2001:db8::1]:80"])
    for (const by of ["text", "net"]) {
      expect(await openBy(by, address)).toContain(`No TCP socket to ${address}`);
      expect(() => kit.assertNoUnexpectedRequests()).toThrow(`TCP tcp://${address}`);
    }
});

test.for(["203.0.113.1:80", "[2001:db8::1]:80"])(
  "a TCP socket off this machine is refused and told by address where only the running Worker knows the module's name: %s",
  async (address, { kit, openBy, expect }) => {
    expect(await openBy("computed", address)).toContain("cannot connect");
    await vi.waitFor(() =>
      expect(() => kit.assertNoUnexpectedRequests()).toThrow(`TCP tcp://${address}`),
    );
  },
);

test("workerd is not started where the kit cannot limit it", async ({ expect }) => {
  const { wrangler } = await writeTinyWorker();
  const indexOf = vi.spyOn(Buffer.prototype, "indexOf").mockReturnValue(-1);
  onTestFinished(() => indexOf.mockRestore());
  await expect(startKit({ wrangler })).rejects.toMatchObject({ code: "NETWORK_NOT_GUARDED" });
});

test("a TCP socket on this machine is the tester's own, and opens", async ({
  kit,
  openBy,
  expect,
}) => {
  const server = createServer((socket) => socket.on("error", () => {}).end("hello"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  for (const by of ["text", "object", "net", "bareNet", "Socket"])
    expect(await openBy(by, `127.0.0.1:${port}`), by).toBe("hello");
  expect(await openBy("text", `localhost:${port}`)).toBe("hello");
  expect(await openBy("computed", `localhost:${port}`)).toBe("opened");
  kit.assertNoUnexpectedRequests();
});
