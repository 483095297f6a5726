import { test } from "vitest";
import { isAllowedOrigin, withCors } from "./cors.ts";

const resource = "https://kit.example.com/mcp";

test.for([null, "http://localhost:6274", "http://127.0.0.1:1", "https://kit.example.com"])(
  "OH-05 OH-06 lets %j call",
  (origin, { expect }) => {
    expect(isAllowedOrigin(origin, resource)).toBe(true);
  },
);

test.for([
  "https://evil.example",
  "null",
  "file://",
  "chrome-extension://abcdef",
  "http://localhost.evil.example",
  "http://kit.example.com",
  "https://kit.example.com/",
  "garbage",
  "",
])("OH-01 OH-04 does not let %j call", (origin, { expect }) => {
  expect(isAllowedOrigin(origin, resource)).toBe(false);
});

test("OH-15 replaces the headers of a library and never allows credentials", ({ expect }) => {
  const request = new Request(resource, { headers: { Origin: "http://localhost:6274" } });
  const open = new Response(null, {
    headers: { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true" },
  });
  const { headers } = withCors(open, request, "mcp");
  expect(headers.get("access-control-allow-origin")).toBe("http://localhost:6274");
  expect(headers.get("access-control-allow-credentials")).toBeNull();
  expect(headers.get("vary")).toContain("Origin");
  expect(withCors(open, request, "page").headers.get("access-control-allow-origin")).toBeNull();
  expect(withCors(open, request, "oauth").headers.get("access-control-allow-origin")).toBe("*");
});
