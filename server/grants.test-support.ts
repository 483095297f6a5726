import type { Kit } from "../harness/index.ts";

/** Workers KV, as far as tests look behind the OAuth provider's back. */
export interface Grants {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
  list(options: { prefix: string }): Promise<{ keys: { name: string }[] }>;
}

/** The store in which the OAuth provider keeps grants, as `grant:<user id>:<grant id>`. */
export async function grantsOf(kit: Kit): Promise<Grants> {
  const env = (await kit.worker.getEnv()) as unknown as { OAUTH_KV: Grants };
  return env.OAUTH_KV;
}
