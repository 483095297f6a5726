import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { http } from "msw/http";
import { setupServer } from "msw/node";
import { test } from "vitest";
import { redirect, serve } from "../browser/site.test-support.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { isLoopback } from "./loopback.ts";
import { startNetwork } from "./network.ts";
import { redactUrl } from "./redact-url.ts";

const handlers = [http.get("https://api.github.com/user", () => new Response("emulated"))];

test("answers for what is emulated, and refuses and records everything else", async ({
  expect,
}) => {
  using network = startNetwork({ handlers });
  expect(await (await fetch("https://api.github.com/user?a=1")).text()).toBe("emulated");
  network.assertNothingUnexpected();
  await expect(fetch("https://api.github.com/users/octocat")).rejects.toThrow(TypeError);
  await expect(
    fetch("https://example.com/?token=secret", { method: "POST", body: "x" }),
  ).rejects.toThrow(TypeError);
  expect(network.unexpected).toEqual([
    { method: "GET", url: "https://api.github.com/users/octocat" },
    { method: "POST", url: "https://example.com/?token=…" },
  ]);
  expect(() => network.assertNothingUnexpected()).toThrow(
    expect.objectContaining({
      code: "UNEXPECTED_REQUEST",
      message: expect.stringContaining("POST https://example.com/?token=…"),
    }),
  );
});

test.for([
  [
    "http://evil.example:6666/?token=secret",
    { method: "put" },
    "PUT http://evil.example:6666/?token=…",
  ],
  ["http://0.0.0.0:1/", {}, "GET http://0.0.0.0:1/"],
  [new URL("http://evil.example:25/"), {}, "GET http://evil.example:25/"],
  [new Request("http://evil.example:25/", { method: "POST" }), {}, "POST http://evil.example:25/"],
  ["https://me:secret@evil.example/", {}, "GET https://evil.example/"],
] as const)(
  "refuses and records what fetch itself would not send: %s",
  async ([to, init, told], { expect }) => {
    using network = startNetwork({ handlers });
    await expect(fetch(to, init)).rejects.toThrow(TypeError);
    expect(() => network.assertNothingUnexpected()).toThrow(`called: ${told}.`);
  },
);

test("says that another msw has taken over", async ({ expect }) => {
  using network = startNetwork({ handlers });
  const other = setupServer();
  other.listen({ onUnhandledFrame: "bypass" });
  await expect(fetch("https://api.github.com/user")).rejects.toThrow(TypeError);
  other.close();
  expect(() => network.assertNothingUnexpected()).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("Another msw has taken its place") }),
  );
});

test("a redirect to what fetch would not send is refused and recorded", async ({ expect }) => {
  await using site = await serve({
    "GET /first": redirect("/second#here"),
    "GET /second": redirect("http://evil.example:6666/x?a=1"),
  });
  using network = startNetwork({ handlers });
  await expect(fetch(`${site.origin}/first`)).rejects.toThrow("fetch failed");
  expect(network.unexpected).toEqual([{ method: "GET", url: "http://evil.example:6666/x?a=…" }]);
});

test("what fetch refuses of this machine fails no run", async ({ expect }) => {
  using network = startNetwork({ handlers });
  for (const to of ["http://localhost:6666/", "http://me:secret@127.0.0.1/", "no url", null]) {
    await expect(fetch(to as string)).rejects.toThrow(
      /Failed to parse URL|fetch failed|credentials/,
    );
  }
  network.assertNothingUnexpected();
});

test("refuses and records what a handler knows and gives no answer to", async ({ expect }) => {
  const silent = http.get("https://api.github.com/emojis", () => undefined);
  using network = startNetwork({ handlers: [...createGitHubEmulator().handlers, silent] });
  // msw takes a path with a slash at its end, or in capitals, for the same.
  for (const path of ["/emojis", "/user/", "/USER"]) {
    await expect(fetch(`https://api.github.com${path}`)).rejects.toThrow(TypeError);
    const url = `https://api.github.com${path}`;
    expect(network.unexpected.splice(0)).toEqual([{ method: "GET", url }]);
  }
});

test("refuses what does not come through fetch as well", async ({ expect }) => {
  using network = startNetwork({ handlers });
  const { promise, resolve, reject } = Promise.withResolvers();
  request("http://example.com/plain", resolve).on("error", reject).end();
  await expect(promise).rejects.toThrow();
  const socket = new WebSocket("wss://example.com/socket");
  await new Promise((done) => socket.addEventListener("error", done, { once: true }));
  expect(network.unexpected).toEqual([
    { method: "GET", url: "http://example.com/plain" },
    { method: "WebSocket", url: "wss://example.com/socket" },
  ]);
});

test("lets loopback and what the caller allows pass", async ({ expect }) => {
  await using server = await serve({ "GET /": "real" });
  const allowed: string[] = [];
  using network = startNetwork({
    handlers: [http.get(`${server.origin}/emulated`, () => new Response("emulated"))],
    allow: (each) => allowed.push(each.hostname) > 0,
  });
  expect(await (await fetch(`${server.origin}/`)).text()).toBe("real");
  expect(await (await fetch(`${server.origin}/emulated`)).text()).toBe("emulated");
  expect(allowed).toEqual([]);
  // The name cannot be resolved, so it fails all the same; but it was let out.
  await expect(fetch("https://elsewhere.invalid/")).rejects.toThrow("fetch failed");
  expect(allowed).toEqual(["elsewhere.invalid"]);
  expect(network.unexpected).toEqual([]);
});

test("lets everything pass once stopped, and can be started again", async ({ expect }) => {
  await using server = await serve({ "GET /": "real" });
  const emulated = [http.get(`${server.origin}/`, () => new Response("emulated"))];
  for (const round of ["first", "second"]) {
    const network = startNetwork({ handlers: emulated });
    expect(() => startNetwork({ handlers })).toThrow(
      expect.objectContaining({
        code: "NETWORK_IN_USE",
        hint: expect.stringContaining("Close the first"),
      }),
    );
    expect(await (await fetch(server.origin)).text(), round).toBe("emulated");
    network.stop();
    network.stop();
    expect(await (await fetch(server.origin)).text()).toBe("real");
  }
});

test.for([
  ["http://127.0.0.1:1/", true],
  ["http://127.9.9.9/", true],
  ["http://127.1/", true],
  ["http://localhost:8788/mcp", true],
  ["http://app.localhost/", true],
  ["http://[::1]:1/", true],
  ["http://127.0.0.1.example.com/", false],
  ["http://localhost.example.com/", false],
  ["http://notlocalhost/", false],
  ["http://10.0.0.1/", false],
  ["http://0.0.0.0/", false],
  ["http://localhost@example.com/", false],
] as const)("takes %s for loopback: %s", ([url, expected], { expect }) => {
  expect(isLoopback(new URL(url))).toBe(expected);
});

test("redacts the values of a query, user names and fragments", ({ expect }) => {
  const url = "https://me:secret@example.com/a?code=secret&error=no%20way#secret";
  expect(redactUrl(url)).toBe("https://example.com/a?code=…&error=…#…");
  expect(redactUrl(url, ["error"])).toBe("https://example.com/a?code=…&error=no%20way#…");
});

test(
  "HN-06 stands between a Worker in workerd and the network",
  { timeout: 30_000 },
  async ({ expect }) => {
    const root = mkdtempSync(join(tmpdir(), "mcp-kit-network-"));
    writeFileSync(
      join(root, "worker.js"),
      `export default { async fetch(request) {
      const to = new URL(request.url).searchParams.get("to");
      try { return await fetch(to); } catch { return new Response("no answer", { status: 504 }); }
    } };`,
    );
    process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
    process.env["WRANGLER_SEND_METRICS"] = "false";
    using network = startNetwork({ handlers });
    const { createTestHarness } = await import("wrangler");
    const main = join(root, "worker.js");
    const config = { name: "outbound", main, compatibility_date: "2026-10-01" };
    const harness = createTestHarness({ root, workers: [{ config }] });
    await harness.listen();
    const ask = (to: string) =>
      harness.getWorker().fetch(`http://localhost:8788/?to=${encodeURIComponent(to)}`);
    try {
      expect(await (await ask("https://api.github.com/user")).text()).toBe("emulated");
      expect(network.unexpected).toEqual([]);
      expect((await ask("https://api.github.com/user/emails")).ok).toBe(false);
      expect((await ask("https://example.com/?key=secret")).ok).toBe(false);
      expect(network.unexpected).toEqual([
        { method: "GET", url: "https://api.github.com/user/emails" },
        { method: "GET", url: "https://example.com/?key=…" },
      ]);
    } finally {
      await harness.close();
      rmSync(root, { recursive: true });
    }
  },
);
