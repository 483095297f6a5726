import { DurableObject } from "cloudflare:workers";
import { readSettings } from "../settings.ts";
import { signInProviderOf } from "./provider-of.ts";
import { seal, unseal } from "./seal.ts";
import type { UpstreamTokens } from "./sign-in-provider.ts";
import { UpstreamError } from "./upstream-error.ts";

/** KV shows an old grant for a minute; a client whose answer was lost may take hours to ask again. */
const keepMs = 24 * 60 * 60 * 1000;

/** What is left of an {@link UpstreamError} on the way back from a Durable Object. */
type Refusal = Pick<UpstreamError, "slug" | "oauthError" | "description" | "advice" | "isOver">;

type Outcome = { tokens: UpstreamTokens } | { refused: Refusal };

/**
 * Uses one refresh token of GitHub's, or of another provider, once for everybody who comes with it.
 *
 * GitHub takes a refresh token a single time. Two refreshes at once, or one that is repeated because its answer was lost, would
 * otherwise be refused there, and look just like a person who took access back. What came of it is kept sealed under the old
 * token, so that it is readable to nobody but who has that.
 */
export class TokenRenewal extends DurableObject<Env> {
  #running: Promise<Outcome> | undefined;

  async renew(upstreamRefreshToken: string): Promise<Outcome> {
    this.#running ??= this.#renewOnce(upstreamRefreshToken).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }

  async #renewOnce(upstreamRefreshToken: string): Promise<Outcome> {
    const { storage } = this.ctx;
    const kept = await storage.get<Uint8Array>("renewed");
    if (kept) {
      const tokens: UpstreamTokens = JSON.parse(await unseal(kept, upstreamRefreshToken));
      return { tokens };
    }
    const settings = readSettings(this.env);
    if (Array.isArray(settings)) throw new Error("The settings have gone since the sign-in");
    try {
      const tokens = await signInProviderOf(settings).refresh(upstreamRefreshToken);
      if (tokens.upstreamRefreshToken !== upstreamRefreshToken) {
        await storage.put("renewed", await seal(JSON.stringify(tokens), upstreamRefreshToken));
        await storage.setAlarm(Date.now() + keepMs);
      }
      return { tokens };
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const { slug, oauthError, description, advice, isOver } = error;
      return { refused: { slug, oauthError, description, advice, isOver } };
    }
  }
}

/** @throws {UpstreamError} as {@link SignInProvider.refresh} does */
export async function renewTokens(env: Env, upstreamRefreshToken: string): Promise<UpstreamTokens> {
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(upstreamRefreshToken),
  );
  // A name, and so nothing from which the token could be had.
  const name = btoa(String.fromCharCode(...new Uint8Array(hash)));
  const outcome = await env.TOKEN_RENEWAL.getByName(name).renew(upstreamRefreshToken);
  if ("tokens" in outcome) return outcome.tokens;
  throw new UpstreamError(outcome.refused.slug, outcome.refused);
}
