import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished, test } from "vitest";
import { openFrontDoor, type WorkerFetch } from "./front-door.ts";

async function openWith(worker: WorkerFetch) {
  const door = await openFrontDoor();
  onTestFinished(() => door.close());
  door.serve(worker);
  return door;
}

test("hands over method, path, headers, body and the origin that the client named", async ({
  expect,
}) => {
  const door = await openWith(async (request) =>
    Response.json({
      url: request.url,
      method: request.method,
      body: await request.text(),
      type: request.headers.get("content-type"),
    }),
  );
  for (const host of ["localhost", "127.0.0.1"]) {
    const url = `http://${host}:${door.port}/mcp?a=1`;
    const response = await fetch(url, {
      method: "POST",
      body: "hello",
      headers: { "content-type": "text/x" },
    });
    expect(await response.json()).toEqual({ url, method: "POST", body: "hello", type: "text/x" });
  }
});

test("gives the same answer in process and over TCP, redirects and cookies untouched", async ({
  expect,
}) => {
  const door = await openWith(async () => {
    const headers = new Headers({ location: "https://github.com/login" });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    return new Response(null, { status: 302, headers });
  });
  for (const send of [door.fetch, fetch]) {
    const response = await send(`${door.origin}/authorize`, { redirect: "manual" });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("https://github.com/login");
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  }
});

test("loses the next answers of a path, when the Worker has given them, and counts", async ({
  expect,
}) => {
  const answered: string[] = [];
  const door = await openWith(async ({ url }) => {
    answered.push(new URL(url).pathname);
    return new Response("done");
  });
  const requests = door.loseAnswers("/token");
  expect(await (await fetch(`${door.origin}/other`)).text()).toBe("done");
  await expect(fetch(`${door.origin}/token`, { method: "POST" })).rejects.toThrow("fetch failed");
  expect(await (await fetch(`${door.origin}/token?a=1`, { method: "POST" })).text()).toBe("done");
  expect(answered).toEqual(["/other", "/token", "/token"]);
  expect(requests()).toBe(2);
});

test("passes a stream on as it comes", async ({ expect }) => {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  const door = await openWith(async () => new Response(readable));
  const response = await fetch(door.origin);
  const reader = response.body!.getReader();
  for (const word of ["one", "two"]) {
    void writer.write(new TextEncoder().encode(word));
    const { value } = await reader.read(); // would hang if the door waited for the end
    expect(new TextDecoder().decode(value)).toBe(word);
  }
  await writer.close();
  expect((await reader.read()).done).toBe(true);
});

test("tells the Worker when the client hangs up", async ({ expect }) => {
  const hungUp = Promise.withResolvers<boolean>();
  const door = await openWith(async (request) => {
    request.signal.addEventListener("abort", () => hungUp.resolve(true));
    return new Response(new ReadableStream());
  });
  const client = new AbortController();
  await fetch(door.origin, { signal: client.signal });
  client.abort();
  expect(await hungUp.promise).toBe(true);
});

test("lets early requests wait until the Worker serves", async ({ expect }) => {
  const door = await openFrontDoor();
  onTestFinished(() => door.close());
  const early = fetch(door.origin);
  await sleep(20);
  door.serve(async () => new Response("here"));
  expect(await (await early).text()).toBe("here");
});

test("answers 502 when the Worker fails", async ({ expect }) => {
  const door = await openWith(async () => {
    throw new Error("gone");
  });
  expect((await fetch(door.origin)).status).toBe(502);
});

const requestLines: [what: string, head: string, status: number, url?: string][] = [
  [
    "a path that begins with two slashes",
    "GET //evil/a HTTP/1.1\r\nHost: a.test",
    200,
    "http://a.test//evil/a",
  ],
  ["an absolute address", "GET http://b.test/x HTTP/1.1\r\nHost: a.test", 200, "http://b.test/x"],
  ["a foreign Host", "GET /x?y HTTP/1.1\r\nHost: evil.test:81", 200, "http://evil.test:81/x?y"],
  ["an IPv6 Host", "GET / HTTP/1.1\r\nHost: [::1]:80", 200, "http://[::1]/"],
  ["HTTP/1.0 without a Host", "GET / HTTP/1.0", 200, "http://localhost/"],
  ["a Host with a path", "GET / HTTP/1.1\r\nHost: a.test/b", 400],
  ["a Host with a user", "GET / HTTP/1.1\r\nHost: me@a.test", 400],
  ["a Host with a space", "GET / HTTP/1.1\r\nHost: a b", 400],
  ["no path", "OPTIONS * HTTP/1.1\r\nHost: a.test", 400],
  ["a method that fetch does not know", "TRACE / HTTP/1.1\r\nHost: a.test", 400],
  ["no Host", "GET / HTTP/1.1", 400],
  ["no HTTP", "hello", 400],
  ["headers beyond measure", `GET / HTTP/1.1\r\nHost: a.test\r\nX: ${"x".repeat(70_000)}`, 431],
];

test.for(requestLines)("reads the request line: %s", async ([, head, status, url], { expect }) => {
  const door = await openWith(async (request) => new Response(`<${request.url}>`));
  const socket = connect(door.port, "127.0.0.1");
  socket.end(`${head}\r\n\r\n`);
  const answer = await text(socket);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(/<(.*)>/.exec(answer)?.[1]).toBe(url);
});

test("goes on when an answer breaks after its client has gone", async ({ expect }) => {
  const gone = Promise.withResolvers<void>();
  const door = await openWith(async (request) => {
    if (request.url.endsWith("/next")) return new Response("still here");
    request.signal.addEventListener("abort", () => gone.resolve());
    await gone.promise;
    return new Response(
      new ReadableStream({ start: (controller) => controller.error(new Error("Broken off.")) }),
    );
  });
  const caller = fetch(`${door.origin}/`, { signal: AbortSignal.timeout(50) });
  await expect(caller).rejects.toThrow("timeout");
  await gone.promise;
  await sleep(20);
  expect(await (await fetch(`${door.origin}/next`)).text()).toBe("still here");
});

test("keeps to itself what concerns the connection only", async ({ expect }) => {
  const door = await openWith(async (request) =>
    Response.json([...request.headers.keys()], {
      headers: { "mf-content-encoding": "gzip", "keep-alive": "timeout=9", "x-kept": "1" },
    }),
  );
  const socket = connect(door.port, "127.0.0.1");
  socket.end(
    "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nTE: trailers\r\nMF-Original-URL: http://b.test\r\nX-Kept: 1\r\n\r\n",
  );
  const answer = await text(socket);
  expect(answer).toContain('["host","x-kept"]');
  expect(answer).toContain("x-kept: 1");
  expect(answer).not.toMatch(/mf-content-encoding|timeout=9/);
});

test("refuses a port that is taken, on IPv4 or on IPv6, and names it", async ({ expect }) => {
  for (const host of ["127.0.0.1", "::1"]) {
    const other = createServer().listen(0, host);
    await new Promise((resolve) => other.once("listening", resolve));
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    await expect(openFrontDoor(port)).rejects.toMatchObject({
      code: "PORT_TAKEN",
      message: `Port ${port} is in use.`,
    });
  }
});

test("frees its port when it closes, also with a stream open", async ({ expect }) => {
  const door = await openWith(async () => new Response(new ReadableStream()));
  await fetch(door.origin);
  await door.close();
  const next = await openFrontDoor(door.port);
  await next.close();
  expect(next.port).toBe(door.port);
});
