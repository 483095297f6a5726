import { hexadecimal } from "./hexadecimal.ts";

const keys = new Map<string, Promise<CryptoKey>>();

/** Where the key of a MAC comes from. */
export interface MacKey {
  /** Input of HKDF: `COOKIE_ENCRYPTION_KEY`. */
  secret: string;
  /** What the MAC is for, so that no other use of the secret shares its key. */
  label: string;
}

/** @returns HMAC-SHA256 of a text, as 64 hexadecimal digits */
export async function createMac(text: string, from: MacKey): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await macKey(from), new TextEncoder().encode(text));
  return hexadecimal(new Uint8Array(mac));
}

/** Checks a MAC in constant time. What is not 64 lower-case hexadecimal digits is none. */
export async function verifyMac(mac: string, text: string, from: MacKey): Promise<boolean> {
  if (!/^[0-9a-f]{64}$/.test(mac)) return false;
  const bytes = Uint8Array.from(mac.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return crypto.subtle.verify("HMAC", await macKey(from), bytes, new TextEncoder().encode(text));
}

function macKey({ secret, label }: MacKey): Promise<CryptoKey> {
  const name = JSON.stringify([label, secret]);
  const known = keys.get(name);
  if (known) return known;
  const key = deriveKey(secret, label);
  keys.set(name, key);
  return key;
}

async function deriveKey(secret: string, label: string): Promise<CryptoKey> {
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
