import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { Client as ClientV1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as TransportV1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { onTestFinished } from "vitest";
import type { Kit, SignedIn } from "../harness/index.ts";

export type Generation = "SDK v1" | "SDK v2, 2025-11-25" | "SDK v2, 2026-07-28";

export interface ConnectOptions {
  bearer?: SignedIn | undefined;
  /** What the person says to every question, or that the client fails; without it the client cannot ask. */
  says?: "accept" | "decline" | "error";
  /** What happens while the person looks at a question. */
  meanwhile?: () => Promise<unknown>;
}

const info = { name: "test", version: "1" };

/** Connects a client of either SDK generation, in process, until the test ends. Both have the methods that these tests use. */
export async function connectClient(
  kit: Kit,
  path: string,
  generation: Generation,
  { bearer, says, meanwhile }: ConnectOptions = {},
): Promise<Client> {
  const url = new URL(path, kit.origin);
  const headers: Record<string, string> = {};
  if (bearer) headers["authorization"] = `Bearer ${bearer.mcpAccessToken}`;
  const options = {
    fetch: (input: string | URL, init?: RequestInit) => kit.request(String(input), init),
    requestInit: { headers },
  };
  const answer = async () => {
    await meanwhile?.();
    if (says === "error" || !says) throw new Error("There is no window to ask in");
    return { action: says, content: {} };
  };
  const capabilities = says ? { elicitation: {} } : {};
  if (generation === "SDK v1") {
    const client = new ClientV1(info, { capabilities });
    if (says) client.setRequestHandler(ElicitRequestSchema, answer);
    await client.connect(new TransportV1(url, options));
    onTestFinished(() => client.close());
    const callTool = client.callTool.bind(client);
    const same = (params: never, how: never) => callTool(params, undefined, how);
    return Object.assign(client, { callTool: same }) as unknown as Client;
  }
  const mode = generation.endsWith("2026-07-28") ? ("auto" as const) : ("legacy" as const);
  const client = new Client(info, { capabilities, versionNegotiation: { mode } });
  if (says) {
    client.setRequestHandler("elicitation/create", answer);
  }
  await client.connect(new StreamableHTTPClientTransport(url, options));
  onTestFinished(() => client.close());
  return client;
}

/** The text of a tool's answer. */
export function textOf(result: { content?: unknown }): string {
  return (result.content as { text: string }[]).map(({ text }) => text).join("\n");
}
