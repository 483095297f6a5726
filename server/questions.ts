import { createRequestStateCodec, type RequestStateCodec } from "@modelcontextprotocol/server";
import { createMac } from "./mac.ts";

const label = "remote-mcp-kit question v1";

/**
 * Seals what a question is about while the client has it: between question and answer a stateless endpoint keeps nothing, and what
 * comes back could be anything. It opens for the same person within ten minutes.
 *
 * @param secret input of HKDF: `COOKIE_ENCRYPTION_KEY`
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
 */
export async function questionsOf(
  userId: string,
  secret: string,
): Promise<RequestStateCodec<number>> {
  return createRequestStateCodec({ key: await createMac(userId, { secret, label }) });
}
