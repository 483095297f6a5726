import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface TinyWorker {
  /** Path of its Wrangler configuration; goes away with the test. */
  wrangler: string;
  /** Its folder. */
  folder: string;
}

/**
 * Writes a Worker as small as an MCP server gets: one tool, `any`, which answers `done`.
 *
 * @param before runs first for each request, as the body of `async (request, env, context) => …`; what it returns is the answer
 * @param settings further keys of the Wrangler configuration
 */
export async function writeTinyWorker(before = "", settings: object = {}): Promise<TinyWorker> {
  const folder = await mkdtemp(join(tmpdir(), "tiny-worker-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const wrangler = join(folder, "wrangler.jsonc");
  const config = { name: "tiny", main: "index.js", compatibility_date: "2026-10-01", ...settings };
  await writeFile(wrangler, JSON.stringify(config));
  await writeFile(
    join(folder, "index.js"),
    `const results = {
  initialize: { protocolVersion: "2025-06-18", capabilities: { tools: {} }, serverInfo: { name: "tiny", version: "1" } },
  "tools/call": { content: [{ type: "text", text: "done" }] },
};
const before = async (request, env, context) => {
${before}
};
export default {
  async fetch(request, env, context) {
    const answer = await before(request, env, context);
    if (answer) return answer;
    if (request.method !== "POST") return new Response(null, { status: 405 });
    const { id, method } = await request.json();
    if (id === undefined) return new Response(null, { status: 202 });
    return Response.json({ jsonrpc: "2.0", id, result: results[method] }, { headers: { "mcp-session-id": "1" } });
  },
};
`,
  );
  return { wrangler, folder };
}
