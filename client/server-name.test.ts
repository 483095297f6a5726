import { test } from "vitest";
import { serverName } from "./server-name.ts";

const url = "https://my-worker.example.workers.dev/mcp";

test.for<[string, string]>([
  [url, "my-worker"],
  ["https://mcp.example.com/mcp", "example"],
  ["https://MCP.Example.com", "example"],
  ["https://intranet/mcp", "intranet"],
  ["https://mcp/mcp", "mcp"],
  ["http://localhost:8788/mcp", "local-8788"],
  ["http://127.0.0.1/mcp", "local-80"],
  ["https://localhost/mcp", "local-443"],
  ["https://10.0.0.5:8443/mcp", "10-0-0-5"],
  ["https://[2001:db8::1]/mcp", "2001-db8-1"],
  ["https://b\u00fccher.example/mcp", "xn--bcher-kva"],
])("names %s %s", ([from, name], { expect }) => {
  expect(serverName(from)).toBe(name);
});

test("takes the name that is asked for", ({ expect }) => {
  expect(serverName(url, "Work_2-b")).toBe("Work_2-b");
  expect(serverName(url, "x".repeat(64))).toBe("x".repeat(64));
});

test.for([
  ["CL-01", "test&calc"],
  ..."\"'`;|<>^!$".split("").map((character) => ["CL-02", `a${character}b`] as const),
  ["CL-02", "$(id)"],
  ["CL-02", "%PATH%"],
  ["CL-03", "a\nb"],
  ["CL-03", "a\n"],
  ["CL-03", "a\0"],
  ["CL-03", "a\u001b[31m"],
  ["CL-03", "a\u202eb"],
  ["CL-03", "a\u200bb"],
  ["CL-04", "__proto__"],
  ["CL-04", "constructor"],
  ["CL-04", "hasOwnProperty"],
  ["CL-04", "prototype"],
  ["CL-05", ".."],
  ["CL-05", "../../x"],
  ["CL-05", "C:\\x"],
  ["CL-05", "CON"],
  ["CL-05", "lpt1"],
  ["CL-05", "a."],
  ["CL-05", "a "],
  ["CL-08", ""],
  ["CL-08", "   "],
  ["CL-08", "x".repeat(10_240)],
  ["CL-08", "x".repeat(65)],
] as const)("%s refuses the name %j, and prints it escaped and short", ([, name], { expect }) => {
  expect(() => serverName(url, name)).toThrow(
    expect.objectContaining({
      code: "USAGE",
      message: expect.stringMatching(/^[\x20-\x7e]{1,140}$/),
      hint: expect.stringContaining("my-worker"),
    }),
  );
});

test("refuses a URL that gives no safe name", ({ expect }) => {
  expect(() => serverName("https://con.example.com/mcp")).toThrow(/"con"/);
  expect(() => serverName("ftp://example.com/mcp")).toThrow(
    expect.objectContaining({ code: "URL_INVALID" }),
  );
});
