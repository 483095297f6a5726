import { createMac, verifyMac } from "./mac.ts";

/** Whom a session belongs to, as the access token says. Another client of the same user is somebody else. */
export interface SessionOwner {
  userId: string;
  clientId: string;
  /** Whether they are offered the operators' tools. A session has its offer from its beginning: one with another offer is another session. */
  isOperator: boolean;
}

const label = "remote-mcp-kit session id v1";
const signedId = /^(?<id>[0-9a-f]{64})\.(?<mac>[0-9a-f]{64})$/;

/**
 * Makes the session id that a client sees: `<id>.<HMAC-SHA256 of id and owner>`, in hexadecimal.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking
 */
export async function signSessionId(
  id: string,
  owner: SessionOwner,
  secret: string,
): Promise<string> {
  return `${id}.${await createMac(message(id, owner), { secret, label })}`;
}

/**
 * Checks a session id that a client sent, in constant time.
 *
 * @returns the id without its MAC, or nothing when it was not issued to this owner
 */
export async function verifySessionId(
  value: string,
  owner: SessionOwner,
  secret: string,
): Promise<string | undefined> {
  const { id, mac } = signedId.exec(value)?.groups ?? {};
  if (!id || !mac) return undefined;
  return (await verifyMac(mac, message(id, owner), { secret, label })) ? id : undefined;
}

/** No part can hold a line break: a user id is a number, a client id is checked by the provider. */
function message(id: string, { userId, clientId, isOperator }: SessionOwner): string {
  return `${id}\n${userId}\n${clientId}${isOperator ? "\noperator" : ""}`;
}
