import { test } from "vitest";
import { decideResource } from "./resource.ts";

const decide = (url: string, configured?: string) => decideResource(new URL(url), configured);

test.for(["http://localhost:8788", "http://127.0.0.1:5000", "http://[::1]:8788"])(
  "takes the resource from the request on %s",
  (origin, { expect }) => {
    expect(decide(`${origin}/register`, "")).toEqual({
      kind: "resource",
      resource: `${origin}/mcp`,
    });
  },
);

test.for([
  "http://evil.example/mcp",
  "http://localhost.:8788/mcp",
  "http://localhost.evil.example/mcp",
  "http://0.0.0.0:8788/mcp",
  "http://192.168.1.2:8788/mcp",
])("OH-08 never takes a resource from %s", (url, { expect }) => {
  expect(decide(url, "").kind).toBe("foreign-host");
});

test("asks for MCP_RESOURCE where the Worker is deployed", ({ expect }) => {
  expect(decide("https://kit.example.workers.dev/mcp", "")).toMatchObject({
    kind: "unconfigured",
    problem: { name: "MCP_RESOURCE", problem: "is missing" },
  });
});

test.for(["https://KIT.example.com/mcp", "https://kit.example.com:443/mcp"])(
  "takes %s for the address that it is",
  (configured, { expect }) => {
    const resource = "https://kit.example.com/mcp";
    expect(decide("https://kit.example.com/", configured)).toEqual({ kind: "resource", resource });
  },
);

test("answers at the configured origin only", ({ expect }) => {
  const configured = "https://kit.example.com/mcp";
  expect(decide("https://kit.example.com/", configured)).toEqual({
    kind: "resource",
    resource: configured,
  });
  for (const url of [
    "http://kit.example.com/",
    "https://kit.example.com:8443/",
    "http://localhost:8788/",
    "https://evil.example/",
  ]) {
    expect(decide(url, configured)).toEqual({
      kind: "foreign-host",
      answersAt: "https://kit.example.com",
    });
  }
});

test.for([
  "http://kit.example.com/mcp",
  "https://kit.example.com",
  "https://kit.example.com/",
  "https://kit.example.com/mcp/",
  "https://kit.example.com/mcp?x=1",
  "https://u:p@kit.example.com/mcp",
  "https://kit.<account>.workers.dev/mcp",
  "/mcp",
])("DM-14 refuses %j as MCP_RESOURCE", (configured, { expect }) => {
  expect(decide("http://localhost:8788/mcp", configured).kind).toBe("unconfigured");
});
