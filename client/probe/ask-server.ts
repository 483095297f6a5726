import { plainText } from "../plain-text.ts";
import { redactSecrets } from "../start/last-words.ts";
import type { Guard } from "./guarded-fetch.ts";
import type { AuthlessServer } from "./server-probe.ts";

/** `initialize` as mcp-remote sends it, or revision 2026-07-28, which it speaks with `--protocol auto` only. */
export type Era = "legacy" | "modern";

export type Greeting = Pick<
  AuthlessServer,
  "server" | "protocolVersion" | "transport" | "modernOnly" | "tools" | "toolsRefused"
>;

interface RequestLimits {
  timeout: number;
  signal: AbortSignal;
}

/**
 * Greets a server over Streamable HTTP, counts its tools and ends the session that was opened.
 *
 * @throws whatever the SDK makes of an answer that is no greeting; the guard has the answer itself
 */
export async function askServer(
  url: URL,
  guard: Guard,
  era: Era,
  timeoutMs: number,
): Promise<Greeting> {
  const { Client, StreamableHTTPClientTransport } = await import("@modelcontextprotocol/client");
  const client = new Client(
    { name: "mcp-kit", version: "1" },
    { versionNegotiation: { mode: era === "legacy" ? "legacy" : { pin: "2026-07-28" } } },
  );
  const transport = new StreamableHTTPClientTransport(url, {
    // The stream for a server's own messages is not needed, and could be endless.
    fetch: (to, init) =>
      init?.method === "GET"
        ? Promise.resolve(new Response(null, { status: 405 }))
        : guard.fetch(to, init),
    redirectPolicy: "follow", // the guard follows, and decides
  });
  // An event stream that the guard cuts would leave the SDK waiting, but for the signal.
  const limits = { timeout: timeoutMs, signal: guard.signal };
  try {
    await client.connect(transport, limits);
    const tools = await countTools(client, guard, limits);
    const { name = "", version = "" } = client.getServerVersion() ?? {};
    return {
      server: {
        name: plainText(guard.hide(name), 80),
        version: plainText(guard.hide(version), 40),
      },
      protocolVersion: plainText(client.getNegotiatedProtocolVersion() ?? "", 40),
      transport: "http",
      modernOnly: era === "modern",
      ...tools,
    };
  } finally {
    await transport.terminateSession().catch(() => undefined); // it may know none, or be gone
    await client.close();
  }
}

async function countTools(
  client: {
    getServerCapabilities(): { tools?: object } | undefined;
    listTools(params: undefined, limits: RequestLimits): Promise<{ tools: unknown[] }>;
  },
  { hide }: Guard,
  limits: RequestLimits,
): Promise<Pick<AuthlessServer, "tools" | "toolsRefused">> {
  if (!client.getServerCapabilities()?.tools) return { tools: 0 };
  try {
    return { tools: (await client.listTools(undefined, limits)).tools.length };
  } catch (error) {
    const { ProtocolError } = await import("@modelcontextprotocol/client");
    // Any other end says less of the server than of the probe's own limits.
    if (!(error instanceof ProtocolError)) return {};
    return { toolsRefused: plainText(redactSecrets(hide(error.message)), 300) };
  }
}
