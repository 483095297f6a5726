const label = "remote-mcp-kit sealed tokens v1";
const ivBytes = 12;

/**
 * Seals a text under another one that cannot be guessed, such as a token: AES-GCM, with a key that HKDF makes of it.
 *
 * @returns a random initialization vector, and the sealed bytes
 */
export async function seal(text: string, keyText: string): Promise<Uint8Array> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const plain = new TextEncoder().encode(text);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(keyText), plain);
  const sealed = new Uint8Array(ivBytes + data.byteLength);
  sealed.set(iv);
  sealed.set(new Uint8Array(data), ivBytes);
  return sealed;
}

/** @throws when the key text is another one, or the seal is broken */
export async function unseal(sealed: Uint8Array, keyText: string): Promise<string> {
  const algorithm = { name: "AES-GCM", iv: sealed.slice(0, ivBytes) };
  const data = sealed.slice(ivBytes);
  const plain = await crypto.subtle.decrypt(algorithm, await keyOf(keyText), data);
  return new TextDecoder().decode(plain);
}

async function keyOf(text: string): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const input = await crypto.subtle.importKey("raw", encoder.encode(text), "HKDF", false, [
    "deriveKey",
  ]);
  const info = encoder.encode(label);
  return crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    input,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
