import { test } from "vitest";
import { admitMcpRequest, maxMessageBytes } from "./mcp-request.ts";

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

/** A message whose innermost value is that many levels deep in it. */
function inArrays(arrays: number): string {
  const value = "[".repeat(arrays - 1) + "]".repeat(arrays - 1);
  return `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"deep":${value}}}`;
}

function pingWithId(length: number): string {
  return JSON.stringify({ jsonrpc: "2.0", id: "i".repeat(length), method: "ping" });
}

async function send(body: BodyInit | null, headers: Record<string, string> = {}, method = "POST") {
  const request = new Request("http://localhost:8788/mcp", {
    method,
    headers: { "content-type": "application/json", ...headers },
    body,
    ...(body instanceof ReadableStream ? { duplex: "half" } : {}),
  });
  return admitMcpRequest(request, ["GET", "POST"]);
}

test("passes a message on, written anew", async ({ expect }) => {
  const admitted = await send('{ "method": "drop", "jsonrpc": "2.0", "id": 1, "method": "ping" }');
  expect("request" in admitted && (await admitted.request.json())).toEqual(JSON.parse(ping));
});

test("RPC-10 passes a message on whose values are a hundred deep", async ({ expect }) => {
  expect(await send(inArrays(100))).toHaveProperty("message");
});

test("RPC-07 passes a message on whose id has a thousand characters", async ({ expect }) => {
  expect(await send(pingWithId(1000))).toHaveProperty("message");
});

test.for([
  '{"jsonrpc":"2.0","id":"a","method":"ping","params":{}}',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}',
  '{"jsonrpc":"2.0","id":1,"result":{}}',
  '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}}',
])("passes %s on", async (body, { expect }) => {
  expect(await send(body)).toHaveProperty("message");
});

test("RPC-26 drops the headers that McpAgent uses inwardly", async ({ expect }) => {
  const inward = {
    "cf-mcp-method": "GET",
    "cf-mcp-message": "W10=",
    "x-agents-lifecycle-props": "e30=",
    "x-cf-agents-subagent-url": "http://x/",
    upgrade: "websocket",
  };
  const admitted = await send(ping, { ...inward, "x-mine": "stays" });
  if (!("request" in admitted)) throw new Error("The request was refused");
  const names = [...admitted.request.headers.keys()];
  expect(names).toContain("x-mine");
  for (const name of Object.keys(inward)) expect(names).not.toContain(name);
});

test.for([
  ["RPC-01 an empty body", "", 400, -32700],
  ["RPC-02 half a document", "{", 400, -32700],
  ["RPC-03 an empty batch", "[]", 400, -32600],
  ["RPC-04 a batch", `[${ping},${ping}]`, 400, -32600],
  ["RPC-06 a number", "1", 400, -32600],
  ["RPC-06 an object that is no message", "{}", 400, -32600],
  ["RPC-06 a message that is nothing", '{"jsonrpc":"2.0"}', 400, -32600],
  ["RPC-07 another version of JSON-RPC", '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400, -32600],
  ["RPC-06 a method that is no name", '{"jsonrpc":"2.0","id":1,"method":1}', 400, -32600],
  ["RPC-07 an id that is null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', 400, -32600],
  ["RPC-07 an id that is an object", '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32600],
  ["RPC-07 an id of a thousand and one characters", pingWithId(1001), 400, -32600],
  [
    "RPC-06 params that are a list",
    '{"jsonrpc":"2.0","id":1,"method":"x","params":[]}',
    400,
    -32600,
  ],
  ["RPC-06 a result of nothing", '{"jsonrpc":"2.0","result":{}}', 400, -32600],
  ["RPC-06 a result that is text", '{"jsonrpc":"2.0","id":1,"result":"x"}', 400, -32600],
  [
    "TOOL-03 an argument __proto__",
    '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","arguments":{"a":1,"b":1,"__proto__":{}}}}',
    400,
    -32600,
  ],
  [
    "TOOL-03 a __proto__ further in",
    '{"jsonrpc":"2.0","id":1,"method":"x","params":{"a":[{"\\u005f_proto__":5}]}}',
    400,
    -32600,
  ],
  ["RPC-10 a hundred and one arrays", inArrays(101), 400, -32600],
  ["RPC-10 a million of them", inArrays(500_000), 400, -32600],
  ["RPC-11 a message without end", `"${"a".repeat(maxMessageBytes)}"`, 413, -32000],
  ["RPC-13 a byte order mark", `\uFEFF${ping}`, 400, -32700],
] as const)("refuses %s", async ([, body, status, code], { expect }) => {
  const admitted = await send(body);
  if (!("refusal" in admitted)) throw new Error("The request was admitted");
  expect(admitted.refusal.status).toBe(status);
  expect(await admitted.refusal.json()).toMatchObject({ jsonrpc: "2.0", error: { code } });
});

test("RPC-12 counts what arrives, whatever length was declared", async ({ expect }) => {
  const chunk = new Uint8Array(1024 * 1024).fill(97);
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(chunk),
  });
  const admitted = await send(endless);
  expect("refusal" in admitted && admitted.refusal.status).toBe(413);
});

test("RPC-13 refuses bytes that are not UTF-8", async ({ expect }) => {
  const admitted = await send(new Uint8Array([0x22, 0xff, 0x22]));
  expect("refusal" in admitted && admitted.refusal.status).toBe(400);
});

test.for(["text/plain", "text/plain; a=application/json", "application/jsonx", ""])(
  "RPC-16 RPC-17 refuses the media type %j",
  async (contentType, { expect }) => {
    const admitted = await send(ping, { "content-type": contentType });
    expect("refusal" in admitted && admitted.refusal.status).toBe(415);
  },
);

test("takes a media type in capitals and with parameters, and passes on what McpAgent knows", async ({
  expect,
}) => {
  const admitted = await send(ping, { "content-type": "Application/JSON; charset=utf-8" });
  const passedOn = "request" in admitted && admitted.request.headers.get("content-type");
  expect(passedOn).toBe("application/json");
});

test.for(["PUT", "PATCH", "HEAD"])(
  "RPC-25 names the methods there are to %s",
  async (method, { expect }) => {
    const admitted = await send(method === "HEAD" ? null : ping, {}, method);
    if (!("refusal" in admitted)) throw new Error("The request was admitted");
    expect(admitted.refusal.status).toBe(405);
    expect(admitted.refusal.headers.get("allow")).toBe("GET, POST, OPTIONS");
  },
);
