import type { ClientRegistrationCallbackResult } from "@cloudflare/workers-oauth-provider";
import { hasMediaType, readBody } from "../body.ts";
import { oauthErrorResponse } from "../response.ts";
import type { Admitted, OAuthContext } from "../route.ts";

const maxRedirectUris = 10;
const maxMetadataBytes = 16 * 1024;
const maxBodyBytes = 1024 * 1024;
/** Of the limit in `wrangler.jsonc`. */
const limitPeriodSeconds = 60;

/**
 * Lets a client registration pass on to the provider, or answers it.
 *
 * Anyone may register, so what is stored is kept small and an address can only store so much a
 * minute; and only JSON is taken: a foreign page can send `text/plain` without a preflight.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3
 */
export async function admitRegistration(
  request: Request,
  { env, resource }: OAuthContext,
): Promise<Admitted | Response> {
  if (request.method !== "POST") return { request, resource };
  if (await isOverLimit(request, env)) {
    const description = "Too many registrations. Try again in a minute.";
    const refused = oauthErrorResponse(429, "temporarily_unavailable", description);
    refused.headers.set("Retry-After", String(limitPeriodSeconds));
    return refused;
  }
  if (!hasMediaType(request.headers, "application/json")) {
    return oauthErrorResponse(
      415,
      "invalid_request",
      "Client metadata is sent as application/json.",
    );
  }
  const body = await readBody(request.body, maxBodyBytes);
  if (body.kind === "too-large") {
    return oauthErrorResponse(413, "invalid_request", "The client metadata is too large.");
  }
  if (body.bytes.byteLength > maxMetadataBytes) {
    return oauthErrorResponse(
      400,
      "invalid_client_metadata",
      `Client metadata may have at most ${maxMetadataBytes} bytes.`,
    );
  }
  const { url, headers } = request;
  return { request: new Request(url, { method: "POST", headers, body: body.bytes }), resource };
}

/**
 * Counts a registration for the address it comes from, which Cloudflare names and no client can forge there. On a
 * developer's machine it is loopback or none, and nothing is counted.
 *
 * @see https://developers.cloudflare.com/workers/runtime-apis/bindings/rate-limit/
 */
async function isOverLimit(request: Request, env: Env): Promise<boolean> {
  const address = request.headers.get("cf-connecting-ip");
  if (address === null || address === "127.0.0.1" || address === "::1") return false;
  const { success } = await env.REGISTRATION_LIMIT.limit({ key: address });
  return !success;
}

/** Refuses metadata that the provider would store although no client needs it. */
export function checkRegistration(
  clientMetadata: Record<string, unknown>,
): ClientRegistrationCallbackResult | undefined {
  const redirectUris = clientMetadata["redirect_uris"];
  if (!Array.isArray(redirectUris) || redirectUris.length <= maxRedirectUris) return undefined;
  return {
    code: "invalid_redirect_uri",
    description: `A client may register at most ${maxRedirectUris} redirect URIs.`,
  };
}
