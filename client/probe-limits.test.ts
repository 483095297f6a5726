import { gzipSync } from "node:zlib";
import { test } from "vitest";
import { serveLocally, type Answer } from "./local-server.test-support.ts";
import { mcpEndpoint } from "./mcp-endpoint.test-support.ts";
import { probeServer, type ProbeOptions } from "./probe-server.ts";
import { isAllowedHop } from "./probe/allowed-hop.ts";

async function probeOf(answer: Answer, options?: ProbeOptions) {
  await using server = await serveLocally(answer);
  return await probeServer(`${server.origin}/mcp`, options); // not before it is done is the server closed
}

const megabyte = Buffer.alloc(1024 * 1024, " ");

/** Writes until the other side has had enough, and counts. */
function endless(type: string, chunk: string | Buffer, sent: { bytes: number }): Answer {
  return (_, response) => {
    response.writeHead(200, { "content-type": type });
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent.bytes += chunk.length;
    };
    response.on("drain", more);
    more();
  };
}

test.for(["application/json", "text/html", "text/event-stream"])(
  "CL-59 stops reading a body of 10 GB of %s",
  async (type, { expect }) => {
    const sent = { bytes: 0 };
    const started = performance.now();
    const probe = await probeOf(endless(type, megabyte, sent));
    expect(probe).toMatchObject({
      kind: "unreachable",
      reason: "limit",
      message: expect.stringContaining("4 MB"),
    });
    expect(sent.bytes).toBeLessThan(100 * megabyte.length);
    expect(performance.now() - started).toBeLessThan(5000);
  },
);

test("CL-59 stops at an event stream that never ends", async ({ expect }) => {
  const probe = await probeOf(
    (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      const timer = setInterval(() => response.write(": still here\n\n"), 50);
      response.on("close", () => clearInterval(timer));
    },
    { timeoutMs: 800 },
  );
  expect(probe).toMatchObject({
    kind: "unreachable",
    reason: "timeout",
    message: expect.stringContaining("began to answer (200 text/event-stream"),
  });
});

/** One byte after the other. */
const slow: Answer = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => response.write(" "), 50);
  response.on("close", () => clearInterval(timer));
};

test("CL-59 stops at a server that answers one byte at a time, or none", async ({ expect }) => {
  const [drip, nothing] = await Promise.all([
    probeOf(slow, { timeoutMs: 800 }),
    probeOf(() => undefined, { timeoutMs: 800 }),
  ]);
  expect(drip).toMatchObject({ kind: "unreachable", reason: "timeout" });
  expect(nothing).toMatchObject({
    kind: "unreachable",
    reason: "timeout",
    message: expect.stringContaining("0.8 s"),
  });
});

test("CL-59 follows no more than five redirects", async ({ expect }) => {
  let redirects = 0;
  const probe = await probeOf((_, response) => {
    redirects += 1;
    return response.writeHead(307, { location: `/mcp?${redirects}` }).end();
  });
  expect(probe).toMatchObject({
    kind: "unreachable",
    reason: "redirect",
    message: expect.stringContaining("more than 5 times"),
  });
  expect(redirects).toBe(6);
});

test.for([
  "http://169.254.169.254/latest/meta-data/",
  "file:///etc/passwd",
  "http://example.com/mcp",
  "http://192.168.0.1/",
  "data:text/html,hello",
  "http://user:secret@127.0.0.1/",
  "http://[",
])("CL-59 does not follow a redirect to %s", async (location, { expect }) => {
  const asked: string[] = [];
  const probe = await probeOf((_, response) => response.writeHead(302, { location }).end(), {
    fetch: (url, init) => {
      asked.push(new URL(url).hostname);
      return fetch(url, init);
    },
  });
  expect(probe).toMatchObject({ kind: "unreachable", reason: "redirect" });
  expect(new Set(asked)).toEqual(new Set(["127.0.0.1"]));
});

test.for<[string, string, boolean]>([
  ["https://example.com/mcp", "https://example.com/other", true],
  ["https://example.com/mcp", "https://elsewhere.example/mcp", true],
  ["https://example.com/mcp", "http://example.com/mcp", false],
  ["https://example.com/mcp", "http://localhost:8788/mcp", false],
  ["https://example.com/mcp", "https://localhost:8788/mcp", false],
  ["https://example.com/mcp", "https://169.254.169.254/", false],
  ["https://example.com/mcp", "https://[::ffff:169.254.169.254]/", false],
  ["https://example.com/mcp", "https://0x7f000001/", false],
  ["https://example.com/mcp", "https://router.local/", false],
  ["https://10.0.0.1/mcp", "https://10.0.0.2/mcp", true],
  ["http://localhost:8788/mcp", "http://127.0.0.1:9999/mcp", true],
  ["http://localhost:8788/mcp", "https://example.com/mcp", true],
  ["http://localhost:8788/mcp", "http://example.com/mcp", false],
  ["http://localhost:8788/mcp", "ftp://localhost:8788/mcp", false],
])("CL-59 from %s to %s: %s", ([from, to, allowed], { expect }) => {
  expect(isAllowedHop(new URL(from), new URL(to))).toBe(allowed);
});

test("CL-59 gives the caller's headers to the server alone, not to where it redirects", async ({
  expect,
}) => {
  await using elsewhere = await serveLocally(mcpEndpoint());
  await using server = await serveLocally((_, response) =>
    response.writeHead(307, { location: `${elsewhere.origin}/mcp` }).end(),
  );
  const probe = await probeServer(`${server.origin}/mcp`, { headers: { "x-api-key": "hunter2" } });
  expect(probe).toMatchObject({ kind: "redirected", to: `${elsewhere.origin}/mcp` });
  expect(server.requests[0]?.headers["x-api-key"]).toBe("hunter2");
  expect(JSON.stringify(elsewhere.requests)).not.toContain("hunter2");
});

test("CL-59 reads no headers of 1 MB", async ({ expect }) => {
  const probe = await probeOf((_, response) =>
    response.writeHead(200, { "x-long": "x".repeat(1024 * 1024) }).end(),
  );
  expect(probe).toMatchObject({ kind: "unreachable", reason: "limit" });
});

test.for(["gzip", "gzip, gzip"])(
  "CL-59 counts what is packed (%s) by what it unpacks to",
  async (encoding, { expect }) => {
    const once = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    const packed = encoding === "gzip" ? once : gzipSync(once);
    const probe = await probeOf((_, response) =>
      response
        .writeHead(200, { "content-type": "application/json", "content-encoding": encoding })
        .end(packed),
    );
    expect(probe).toMatchObject({ kind: "unreachable", reason: "limit" });
  },
);

test("CL-59 does not go where a hostile challenge sends it", async ({ expect }) => {
  await using server = await serveLocally(({ path }, response) =>
    path === "/mcp"
      ? response
          .writeHead(401, {
            "www-authenticate":
              'Bearer resource_metadata="http://169.254.169.254/latest/meta-data/"',
          })
          .end()
      : response.writeHead(404).end(),
  );
  const asked: string[] = [];
  const probe = await probeServer(`${server.origin}/mcp`, {
    fetch: (url, init) => {
      asked.push(new URL(url).hostname);
      return fetch(url, init);
    },
  });
  expect(probe).toMatchObject({
    kind: "oauth",
    findings: expect.arrayContaining([
      {
        severity: "fail",
        section: "RFC 9728 section 3.2",
        message: expect.stringContaining("169.254.169.254"),
      },
    ]),
  });
  expect(new Set(asked)).toEqual(new Set(["127.0.0.1"]));
});
