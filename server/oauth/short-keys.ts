/** @see https://developers.cloudflare.com/kv/platform/limits/ */
const maxKeyBytes = 512;

/**
 * An environment in whose OAUTH_KV there is nothing under a key that is too long, where Workers KV itself throws.
 *
 * The OAuth provider makes keys of client ids, codes and tokens as strangers send them. Writing under such a key still throws.
 */
export function withShortKeys(env: Env): Env {
  const OAUTH_KV = new Proxy(env.OAUTH_KV, {
    get(namespace, name) {
      const method: unknown = Reflect.get(namespace, name);
      if (typeof method !== "function") return method;
      return (...parameters: unknown[]): unknown =>
        (name === "get" || name === "delete") && isTooLong(parameters[0])
          ? Promise.resolve(null)
          : Reflect.apply(method, namespace, parameters);
    },
  });
  return { ...env, OAUTH_KV };
}

function isTooLong(key: unknown): boolean {
  return typeof key === "string" && new TextEncoder().encode(key).byteLength > maxKeyBytes;
}
