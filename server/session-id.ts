/** Whom a session belongs to, as the access token says. Another client of the same user is somebody else. */
export interface SessionOwner {
  userId: string;
  clientId: string;
}

const label = "remote-mcp-kit session id v1";
const signedId = /^(?<id>[0-9a-f]{64})\.(?<mac>[0-9a-f]{64})$/;
const keys = new Map<string, Promise<CryptoKey>>();

/**
 * Makes the session id that a client sees: `<id>.<HMAC-SHA256 of id, user and client>`, in hexadecimal.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking
 */
export async function signSessionId(
  id: string,
  owner: SessionOwner,
  secret: string,
): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await sessionKey(secret), message(id, owner));
  return `${id}.${toHex(new Uint8Array(mac))}`;
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
  const isOurs = await crypto.subtle.verify(
    "HMAC",
    await sessionKey(secret),
    fromHex(mac),
    message(id, owner),
  );
  return isOurs ? id : undefined;
}

/** Derives the key by HKDF with a label of its own, so that no other use of the secret shares it. */
function sessionKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known) return known;
  const key = deriveKey(secret);
  keys.set(secret, key);
  return key;
}

async function deriveKey(secret: string): Promise<CryptoKey> {
  const text = new TextEncoder();
  const input = await crypto.subtle.importKey("raw", text.encode(secret), "HKDF", false, [
    "deriveKey",
  ]);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: text.encode(label) },
    input,
    { name: "HMAC", hash: "SHA-256", length: 256 },
    false,
    ["sign", "verify"],
  );
}

/** Neither part can hold a line break: a user id is a number, a client id is checked by the provider. */
function message(id: string, { userId, clientId }: SessionOwner) {
  return new TextEncoder().encode(`${id}\n${userId}\n${clientId}`);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text: string) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
