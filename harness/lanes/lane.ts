import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { KitError, type KitErrorCode } from "../../client/kit-error.ts";
import type { Behaviour } from "../browser/attempt.ts";
import type { LaneName } from "../scenario/schema.ts";

/** What a lane needs to know to connect. */
export interface LaneContext {
  /** The MCP endpoint as a client would be told, e.g. `http://localhost:43210/mcp`. */
  url: string;
  /** GitHub login of who signs in; `null` for an anonymous endpoint. */
  login: string | null;
  /** How the person behaves at the browser. */
  person: Behaviour;
  /** The way to the Worker without a socket. */
  fetch: typeof globalThis.fetch;
  /** Home of this person on the test's machine: an empty folder that goes away with the kit. */
  home: string;
  /** The longest time to wait for a connection; a lane's own may be shorter. */
  patienceS: number;
  /** What a program of its own finds in its environment besides its session's: where its calls to other machines go. */
  environment: Record<string, string>;
  /** Aborted when the kit closes: a connection that is under way ends. */
  ending: AbortSignal;
  /** Called with the id of a process that must not outlive the kit. @returns what to call when it has ended */
  onProcess(pid: number): () => void;
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
export function toSession(lane: LaneName, client: Client, end: () => Promise<void>): Session {
  let ending: Promise<void> | undefined;
  const close = () => (ending ??= end());
  return {
    lane,
    client,
    callTool: async (name, args = {}) =>
      (await client.callTool({ name, arguments: args })) as CallToolResult,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Gives a connection up when the kit ends, or when it takes too long: a Worker that never answers must not hold the run.
 *
 * @throws {KitError} CONNECT_FAILED, CONNECT_TIMED_OUT
 */
export async function connectWithin<T>(
  seconds: number,
  { url, ending }: Pick<LaneContext, "url" | "ending">,
  connecting: Promise<T>,
): Promise<T> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const giveUp = (code: KitErrorCode, message: string, hint: string) =>
    reject(new KitError(code, message, { hint }));
  const end = () =>
    giveUp(
      "CONNECT_FAILED",
      `The run ended while connecting to ${url}.`,
      "Run it again, and let it come to its end.",
    );
  const timer = setTimeout(() => {
    const hint = "See which request the Worker leaves unanswered: npx wrangler dev shows each.";
    giveUp("CONNECT_TIMED_OUT", `Connecting to ${url} took longer than ${seconds} s.`, hint);
  }, seconds * 1000);
  ending.addEventListener("abort", end);
  if (ending.aborted) end();
  try {
    return await Promise.race([connecting, givenUp]);
  } finally {
    clearTimeout(timer);
    ending.removeEventListener("abort", end);
  }
}

/** For a sign-in and `initialize` in process, which take well under a second. */
export const connectPatienceS = 15;

/** For each answer at the browser: less than whoever connects waits for, so that the error says which one did not come. */
export const answerPatienceS = 12;

/** Who the lanes say they are in `initialize`. */
export const clientInfo = { name: "remote-mcp-kit", version: "0.1.0" };
