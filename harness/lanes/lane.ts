import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import type { LaneName } from "../scenario/schema.ts";

/** What a lane needs to know to connect. */
export interface LaneContext {
  /** The MCP endpoint as a client would be told, e.g. `http://localhost:43210/mcp`. */
  url: string;
  /** GitHub login of who signs in; `null` for an anonymous endpoint. */
  login: string | null;
  /** The way to the Worker without a socket. */
  fetch: typeof globalThis.fetch;
  /** Home of this person on the test's machine: an empty folder that goes away with the kit. */
  home: string;
  /** Aborted when the kit closes: a connection that is under way ends. */
  ending: AbortSignal;
  /** Called with the id of a process that must not outlive the kit. */
  onProcess(pid: number): void;
  /** Called with the time that a sign-in took. */
  onSignIn(ms: number): void;
}

/** One way of connecting an MCP client to the endpoint. */
export type Lane = (context: LaneContext) => Promise<Session>;

/** A connected and initialized MCP client. Close it, or close the kit. */
export interface Session extends AsyncDisposable {
  readonly lane: LaneName;
  /** The SDK's own client, for everything that has no shorter way here. */
  readonly client: Client;
  /** Calls a tool; a refusal is either `isError` in the result or a thrown `McpError`. */
  callTool(name: string, args?: Record<string, unknown>): Promise<CallToolResult>;
  close(): Promise<void>;
}

/** Makes a session of a connected client. */
export function toSession(lane: LaneName, client: Client, close: () => Promise<void>): Session {
  return {
    lane,
    client,
    callTool: async (name, args = {}) =>
      (await client.callTool({ name, arguments: args })) as CallToolResult,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Who the lanes say they are in `initialize`. */
export const clientInfo = { name: "remote-mcp-kit", version: "0.1.0" };
