import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

type AppKind = "oauth-app" | "github-app";

/**
 * Makes an app's credentials in GitHub's shape, which no real app can have: `Ov23liFAKE…`, or `Iv23liFAKE…` for a GitHub App, and
 * 40 hex digits that begin with `fa4efa4e`.
 *
 * They are new for every emulator, so one that shows up in an output tells which run leaked it.
 */
export function createClientCredentials(kind: AppKind = "oauth-app"): {
  clientId: string;
  clientSecret: string;
} {
  return {
    clientId: `${kind === "oauth-app" ? "Ov" : "Iv"}23liFAKE${randomText(BASE62, 10)}`,
    clientSecret: `fa4efa4e${randomBytes(16).toString("hex")}`,
  };
}

/**
 * Makes an access token of `gho_` (an OAuth app's) or `ghu_` (a GitHub App's) and 36 characters that names its user:
 * `gho_CANARYoctocat…`.
 *
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 */
export function createGitHubAccessToken(login: string, kind: AppKind = "oauth-app"): string {
  return (kind === "oauth-app" ? "gho_" : "ghu_") + createCanary(login, 36);
}

/** Makes a refresh token of `ghr_` and 76 characters that names its user: `ghr_CANARYoctocat…`. */
export function createGitHubRefreshToken(login: string): string {
  return `ghr_${createCanary(login, 76)}`;
}

/** Makes a device code as GitHub's are: "40 characters". */
export function createDeviceCode(): string {
  return randomBytes(20).toString("hex");
}

/** Makes a code to type, "8 characters with a hyphen in the middle", of consonants only (RFC 8628, section 6.1). */
export function createUserCode(): string {
  const letters = randomText("BCDFGHJKLMNPQRSTVWXZ", 8);
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** Makes an authorization code as GitHub's are: 20 hex digits; these begin with `c0de`. */
export function createCode(): string {
  return `c0de${randomBytes(8).toString("hex")}`;
}

/** Finds what {@link createGitHubAccessToken} and its like have made, codes and client secrets included; groups what says whose it is. */
const canaries =
  /\b(?:(gh[opsur]_CANARY[a-z\d]{14})[a-z\d]{14,}|(fa4efa4e)[\da-f]{32}\b|(c0de)[\da-f]{16}\b)/gi;

/** Tells which secrets of the emulated GitHub a text gives away, each cut to what says whose it is. */
export function secretsIn(text: string): string[] {
  return [...new Set([...text.matchAll(canaries)].map(([secret]) => cutSecrets(secret)))];
}

/** Cuts the emulated GitHub's secrets in a text to what says whose they are. */
export function cutSecrets(text: string): string {
  return text.replaceAll(canaries, "$1$2$3…");
}

/** Makes a value that cannot be guessed, for cookies and form tokens. */
export function createNonce(): string {
  return randomBytes(24).toString("base64url");
}

/** Compares two secrets without telling by its time how much of them is equal. */
export function isSameSecret(left: string, right: string): boolean {
  return timingSafeEqual(sha256(left), sha256(right));
}

/** Computes the S256 code challenge of a verifier (RFC 7636, section 4.2). */
export function codeChallengeOf(codeVerifier: string): string {
  return sha256(codeVerifier).toString("base64url");
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function createCanary(login: string, length: number): string {
  const owner = `CANARY${login.replaceAll(/[^a-z\d]/gi, "").slice(0, 14)}`;
  return owner + randomText(BASE62, length - owner.length);
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
}
