import { test as base } from "vitest";
import { startKit } from "./kit.ts";
import { writeTinyWorker } from "./tiny-worker.test-support.ts";

/** Says what became of a request that it makes. */
const tell = `const { pathname, searchParams } = new URL(request.url);
  const to = searchParams.get("to");
  if (pathname === "/fetch") {
    const headers = { "User-Agent": "tiny", ...(searchParams.has("upgrade") && { Upgrade: "websocket" }) };
    if (searchParams.has("long")) headers["X-Long"] = "x".repeat(Number(searchParams.get("long")));
    return fetch(to, { headers, method: searchParams.get("method") ?? "GET" }).then(
      async (response) => new Response(response.status + " " + await response.text()),
      (error) => new Response("rejected: " + error.message),
    );
  }
  if (pathname === "/socket") {
    const socket = new WebSocket(to);
    return new Promise((resolve) => {
      for (const name of ["open", "error"]) socket.addEventListener(name, () => resolve(new Response(name)));
    });
  }`;

const test = base
  .extend("kit", async ({}, { onCleanup }) => {
    const kit = await startKit({ wrangler: (await writeTinyWorker(tell)).wrangler });
    onCleanup(() => kit.close());
    return kit;
  })
  .extend("ask", ({ kit }) => async (path: string, to: string) => {
    const query = new URLSearchParams({ to });
    return (await kit.request(`${path}${path.includes("?") ? "&" : "?"}${query}`)).text();
  });

const API = "https://api.github.com";

// "Network connection lost." is what workerd says in production, too.
test("GH-06 a connection that breaks rejects a Worker's fetch, before GitHub has read the request and after", async ({
  kit,
  ask,
  expect,
}) => {
  for (const fault of ["reset", "lost-answer"] as const) {
    kit.github.fail("GET /user", fault);
    expect(await ask("/fetch", `${API}/user`)).toBe("rejected: Network connection lost.");
    expect(await ask("/fetch", `${API}/user`)).toContain("401");
  }
});

test("of requests at once, the connection breaks for the one that failed", async ({
  kit,
  ask,
  expect,
}) => {
  kit.github.fail("GET /user", "reset", { times: 3 });
  const paths = Array.from({ length: 12 }, (_, index) => (index % 4 === 0 ? "user" : "rate_limit"));
  const answers = await Promise.all(paths.map((path) => ask("/fetch", `${API}/${path}`)));
  expect(answers.map((answer) => answer.startsWith("rejected"))).toEqual(
    paths.map((path) => path === "user"),
  );
});

test.for([
  "https://evil.example/x",
  "https://evil.example:6666/x",
  "https://me:secret@evil.example/x",
])(
  "a host that is not emulated rejects a Worker's fetch, and is told: %s",
  async (url, { kit, ask, expect }) => {
    expect(await ask("/fetch", url)).toBe("rejected: Network connection lost.");
    expect(() => kit.assertNoUnexpectedRequests()).toThrow(`GET ${url.replace("me:secret@", "")}`);
  },
);

test.for([
  ["method=TRACE", "TRACE"],
  ["long=100000", "GET"],
  ["method=BAN", "BAN"],
] as const)(
  "what a Worker sends is told whatever Node.js thinks of it: %s",
  async ([query, method], { kit, ask, expect }) => {
    expect(await ask(`/fetch?${query}`, "https://evil.example/x")).toBe(
      "rejected: Network connection lost.",
    );
    expect(() => kit.assertNoUnexpectedRequests()).toThrow(`${method} https://evil.example/x`);
    await ask(`/fetch?${query}`, "http://localhost:1/");
    kit.assertNoUnexpectedRequests();
    expect(await ask("/fetch?long=100000", `${API}/rate_limit`)).toMatch(/^401|^200/);
  },
);

test("a WebSocket to another host is refused to a Worker and told, and does not hold what comes next", async ({
  kit,
  ask,
  expect,
}) => {
  const refused = "502 No WebSocket to evil.example from a Worker under test.\n";
  for (let round = 0; round < 2; round++) {
    expect(await ask("/fetch?upgrade", "https://evil.example/chat?key=1")).toBe(refused);
    expect(() => kit.assertNoUnexpectedRequests()).toThrow("WebSocket wss://evil.example/chat");
    expect(await ask("/socket", "wss://evil.example/chat")).toBe("error");
    expect(() => kit.assertNoUnexpectedRequests()).toThrow("WebSocket wss://evil.example/chat");
  }
  expect(await ask("/fetch", `${API}/rate_limit`)).toMatch(/^401|^200/);
});

test("a WebSocket to this machine is refused to a Worker, and no reason to fail the run", async ({
  kit,
  ask,
  expect,
}) => {
  expect(await ask("/socket", "ws://localhost:1/")).toBe("error");
  kit.assertNoUnexpectedRequests();
});
