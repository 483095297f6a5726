/** As the OAuth provider's own. */
const accessTokenTtlSeconds = 3600;
/** Cloudflare KV keeps nothing for less. */
const leastTtlSeconds = 60;
/** Ours ends before the one that it stands for, also when two clocks differ a little. */
const marginSeconds = 60;
/** What is left of a token when it is renewed: then no access token of ours can be out longer than that. */
const renewalSeconds = 300;

/** Says whether a token ends so soon that none of ours should stand for it any more. */
export function isEnding(expiresAt: number | undefined, nowSeconds: number): boolean {
  return expiresAt !== undefined && expiresAt - nowSeconds < renewalSeconds;
}

/**
 * How long an access token of ours may live that stands for the provider's.
 *
 * @param expiresAt seconds since 1970, absent for a token without an end
 * @returns 60 to 3600 seconds
 */
export function accessTokenTtl(expiresAt: number | undefined, nowSeconds: number): number {
  if (expiresAt === undefined) return accessTokenTtlSeconds;
  const left = expiresAt - nowSeconds - marginSeconds;
  return Math.min(accessTokenTtlSeconds, Math.max(leastTtlSeconds, left));
}
