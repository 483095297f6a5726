import { test } from "vitest";
import { connectorAdvice } from "./connector-advice.ts";
import type { ServerProbe } from "./probe/server-probe.ts";

const answers = (url: string) =>
  ({
    authless: {
      kind: "authless",
      url,
      server: { name: "x", version: "1" },
      protocolVersion: "2025-11-25",
      transport: "http",
      modernOnly: false,
    },
    oauth: { kind: "oauth", url, status: 401, registration: [], scopes: [], findings: [] },
    header: { kind: "header", url, status: 401, hint: "" },
    "not-mcp": { kind: "not-mcp", url, answered: "", hint: "" },
  }) satisfies Record<string, ServerProbe>;

test.for(["authless", "oauth"] as const)(
  "sends a public server that is %s to Connectors",
  (kind, { expect }) => {
    const url = "https://my-worker.example.workers.dev/mcp";
    const advice = connectorAdvice(url, answers(url)[kind]);
    expect(advice).toContain(url);
    expect(advice).toContain("Settings -> Connectors");
    expect(advice).toContain("--bridge");
  },
);

test.for(["header", "not-mcp"] as const)(
  "has no such advice for what is %s",
  (kind, { expect }) => {
    const url = "https://example.com/mcp";
    expect(connectorAdvice(url, answers(url)[kind])).toBeUndefined();
  },
);

test.for([
  "http://localhost:8788/mcp",
  "http://127.0.0.1:8788/mcp",
  "https://localhost/mcp",
  "https://192.168.1.7/mcp",
  "https://10.0.0.1/mcp",
  "https://[::1]/mcp",
  "https://[fd00::1]/mcp",
  "https://[::ffff:192.168.1.7]/mcp",
  "https://nas.local/mcp",
  "https://tools.corp/mcp",
  "https://intranet/mcp",
])("has no such advice for %s, which Anthropic's cloud cannot reach", (url, { expect }) => {
  expect(connectorAdvice(url, answers(url).authless)).toBeUndefined();
  expect(connectorAdvice(url)).toBeUndefined();
});

test("goes by the address alone where the server was not asked, and says so", ({ expect }) => {
  const advice = connectorAdvice("https://my-worker.example.workers.dev/mcp");
  expect(advice).toMatch(/^By its address [^]*Unless it wants a header[^]*Settings -> Connectors/);
  expect(advice).not.toContain("--bridge");
});
