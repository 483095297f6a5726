import { AuthorizationError } from "@cloudflare/workers-oauth-provider";
import { DurableObject } from "cloudflare:workers";

/** What can be used once is gone by itself after ten minutes; the rest is for clocks that differ. */
const keepMs = 20 * 60 * 1000;

/**
 * Remembers that something was used, one object for each.
 *
 * The OAuth provider takes a transaction out of KV in two steps, which KV cannot make one: of requests that come at once several
 * get through. An object is in one place only, and lets one caller through.
 */
export class OneTime extends DurableObject<Env> {
  async use(): Promise<boolean> {
    const { storage } = this.ctx;
    if (await storage.get<true>("used")) return false;
    await storage.put("used", true);
    await storage.setAlarm(Date.now() + keepMs);
    return true;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.deleteAll();
  }
}

/**
 * Uses up what the provider has found good.
 *
 * @param handle the provider's, of a form or of a state
 * @throws {AuthorizationError} for everybody but the first, to be shown and not redirected
 */
export async function useOnce(env: Env, handle: string, what: "form" | "state"): Promise<void> {
  if (await env.ONE_TIME.getByName(handle).use()) return;
  throw new AuthorizationError("invalid_request", { description: `The ${what} was already used` });
}
