import { decodeUtf8, hasMediaType, readBody } from "./body.ts";
import { jsonRpcErrorResponse } from "./response.ts";

/** A JSON-RPC message may have this many bytes. */
export const maxMessageBytes = 1024 * 1024;

/** And so many values inside each other: all that is recursive further in, `JSON.stringify` first, ends in a RangeError some time. */
const maxDepth = 100;

/**
 * And its id so many characters. `McpAgent` keeps the id in the attachment of a WebSocket: one that does not fit into its 16 KiB ends
 * in an event stream that never brings an answer.
 */
const maxIdLength = 1000;

/** Of a resource. The SDK matches it against its templates, and throws past a million characters, percent-encoded. */
const maxUriLength = 64 * 1024;

/** Headers that `agents` hands on inwardly: who sends one would choose an agent inside the session's, or what it starts with. */
const inwardHeader = /^(?:cf-mcp-|x-agents-|x-cf-agents-|upgrade$)/;

/** What an endpoint may be sent, or the answer to what it may not. */
export type AdmittedRequest =
  | { request: Request; message?: JsonRpcMessage }
  | { refusal: Response };

/** As much of a message as is known before a library reads it. */
export interface JsonRpcMessage {
  method?: unknown;
  params?: unknown;
}

/**
 * Holds a request to the Streamable HTTP transport before a library sees it.
 *
 * The libraries believe `Content-Length`, find `application/json` anywhere in the media type, take
 * batches, and answer some of this as plain text. What goes on is the parsed message written anew, so
 * that nobody further in can read it differently, its media type in small letters, without the headers that `McpAgent` uses inwardly.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
 */
export async function admitMcpRequest(
  request: Request,
  methods: readonly string[],
): Promise<AdmittedRequest> {
  if (!methods.includes(request.method)) {
    const allow = [...methods, "OPTIONS"].join(", ");
    return refuse(405, -32000, "Method not allowed.", { Allow: allow });
  }
  const headers = new Headers(request.headers);
  const inward = [...headers.keys()].filter((name) => inwardHeader.test(name));
  for (const name of inward) headers.delete(name);
  if (request.method !== "POST")
    return { request: new Request(request.url, copyOf(request, headers)) };

  if (!hasMediaType(headers, "application/json")) {
    return refuse(415, -32000, "Content-Type must be application/json.");
  }
  const read = await readMessage(request);
  if ("refusal" in read) return read;
  const { message } = read;
  for (const name of ["content-length", "content-encoding", "transfer-encoding"])
    headers.delete(name);
  headers.set("content-type", "application/json");
  const body = JSON.stringify(message);
  return { request: new Request(request.url, { ...copyOf(request, headers), body }), message };
}

/**
 * Mends what an endpoint answers. A client's own response is answered with 202 and nothing else, as the transport wants it: `McpAgent`
 * opens a stream for a response that is an error, and leaves it open. An error is JSON: `createMcpHandler` says in plain text that a
 * path below its own leads nowhere.
 */
export async function settleResponse(
  message: JsonRpcMessage | undefined,
  answer: Response,
): Promise<Response> {
  if (!answer.ok && !hasMediaType(answer.headers, "application/json")) {
    await answer.body?.cancel();
    const words = answer.status === 404 ? "There is nothing here." : "The message was not taken.";
    return jsonRpcErrorResponse(answer.status, -32000, words);
  }
  if (!message || message.method !== undefined || !answer.ok || answer.status === 202)
    return answer;
  await answer.body?.cancel();
  return new Response(null, { status: 202 });
}

async function readMessage(
  request: Request,
): Promise<{ message: JsonRpcMessage } | { refusal: Response }> {
  const body = await readBody(request.body, maxMessageBytes);
  if (body.kind === "too-large") {
    return refuse(413, -32000, `A message may have at most ${maxMessageBytes} bytes.`);
  }
  let message: unknown;
  try {
    message = JSON.parse(decodeUtf8(body.bytes) ?? "");
  } catch {
    return refuse(400, -32700, "Parse error: the body is not JSON.");
  }
  if (Array.isArray(message)) {
    return refuse(400, -32600, "Invalid request: batches ended with protocol revision 2025-06-18.");
  }
  const flaw = flawIn(message);
  if (flaw) return refuse(400, -32600, `Invalid request: ${flaw}.`);
  if (
    isObject(message) &&
    typeof message["id"] === "string" &&
    message["id"].length > maxIdLength
  ) {
    return refuse(
      400,
      -32600,
      `Invalid request: an id may have at most ${maxIdLength} characters.`,
    );
  }
  if (!isMessage(message)) return refuse(400, -32600, "Invalid request: not a JSON-RPC message.");
  const { uri } = isObject(message.params) ? message.params : {};
  if (typeof uri === "string" && uri.length > maxUriLength) {
    const words = `Invalid params: a URI may have at most ${maxUriLength} characters.`;
    return refuse(400, -32602, words);
  }
  return { message };
}

/**
 * Tells what is wrong with a value, however far in: it is too deep, or has the name `__proto__`, which the schemas of both SDKs drop
 * without a word, where any other that nobody asked for is refused. Goes level by level, since a function that calls itself is what
 * this is to prevent.
 */
function flawIn(value: unknown): string | undefined {
  let level = [value].filter(isContainer);
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return `values are nested more than ${maxDepth} deep`;
    if (level.some((each) => Object.hasOwn(each, "__proto__"))) return "__proto__ is no name";
    level = level.flatMap((each) => Object.values(each).filter(isContainer));
  }
  return undefined;
}

function isContainer(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === "object" && value !== null;
}

/**
 * Says whether this is a request, a notification or a response of JSON-RPC 2.0, as MCP narrows them.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic#messages
 */
function isMessage(message: unknown): message is JsonRpcMessage {
  if (!isObject(message) || message["jsonrpc"] !== "2.0") return false;
  const { id, method, params, result, error } = message;
  if (id !== undefined && typeof id !== "string" && !Number.isInteger(id)) return false;
  if (method !== undefined) {
    return typeof method === "string" && (params === undefined || isObject(params));
  }
  if (error !== undefined) return isObject(error);
  return id !== undefined && isObject(result);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function copyOf(request: Request, headers: Headers): RequestInit {
  return { method: request.method, headers, signal: request.signal };
}

function refuse(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): { refusal: Response } {
  return { refusal: jsonRpcErrorResponse(status, code, message, headers) };
}
