import { readBody } from "../body.ts";
import { isLoopback } from "../resource.ts";
import { UpstreamError } from "./upstream-error.ts";

const timeoutMs = 10_000;
const maxAnswerBytes = 256 * 1024;

/** As `oauth4webapi` calls its `customFetch`. */
export interface OidcFetchOptions {
  method: string;
  headers: Record<string, string>;
  body?: URLSearchParams | null | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Asks an OpenID Connect provider once. Redirects are never followed, since they would carry a secret or a token along; the call
 * ends after ten seconds and 256 KB.
 *
 * @throws {UpstreamError} when the provider is down, or sends the call elsewhere
 */
export async function oidcFetch(url: string, options: OidcFetchOptions): Promise<Response> {
  const { protocol } = new URL(url);
  if (protocol !== "https:" && !isLoopback(new URL(url))) throw misunderstood("insecure_address");
  const { signal, body = null } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const init = {
    method: options.method,
    headers: { ...options.headers, "User-Agent": "remote-mcp-kit" },
    body,
    redirect: "manual" as const,
    signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
  };
  try {
    const response = await fetch(url, init);
    const { status, headers } = response;
    if (status >= 500 || status === 429) throw unavailable(`http_${status}`);
    if (status >= 300 && status < 400) throw misunderstood(`http_${status}`);
    const read = await readBody(response.body, maxAnswerBytes);
    if (read.kind === "too-large") throw misunderstood("answer_too_large");
    return new Response(read.bytes, { status, headers });
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    throw unavailable("unreachable", error);
  }
}

/** The provider is down, slow or out of quota: the same request may work later. */
function unavailable(slug: string, cause?: unknown): UpstreamError {
  return new UpstreamError(slug, {
    oauthError: "temporarily_unavailable",
    description: "The sign-in provider does not answer. Try again later.",
    cause,
  });
}

/** An answer that OpenID Connect does not allow. Its content goes nowhere, not into the log either. */
export function misunderstood(slug: string): UpstreamError {
  return new UpstreamError(slug, {
    oauthError: "server_error",
    description: "The sign-in provider's answer was not understood.",
    advice: "Check OIDC_ISSUER, and what the app is set to at the provider.",
  });
}
