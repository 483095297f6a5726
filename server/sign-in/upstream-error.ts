import type { AuthorizationErrorCode } from "@cloudflare/workers-oauth-provider";

export interface UpstreamErrorOptions {
  /** What the MCP client is told (RFC 6749 section 4.1.2.1). */
  oauthError: AuthorizationErrorCode;
  /** What the person is told. Nothing of the provider's own text: it may be anybody's. */
  description: string;
  /** What the operator reads in the log, with the remedy where there is one. */
  advice?: string | undefined;
  /** Whether it is the provider's own word that the sign-in has ended. An outage never is. */
  isOver?: boolean | undefined;
  cause?: unknown;
}

/** Who signs people in said no, or said nothing that could be understood. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
  /** The provider's own slug (`bad_verification_code`) or one of ours (`unreachable`, `http_502`). */
  readonly slug: string;
  readonly oauthError: AuthorizationErrorCode;
  readonly description: string;
  readonly advice: string | undefined;
  readonly isOver: boolean;

  constructor(slug: string, options: UpstreamErrorOptions) {
    super(`Sign-in provider: ${slug}`, { cause: options.cause });
    this.slug = slug;
    this.oauthError = options.oauthError;
    this.description = options.description;
    this.advice = options.advice;
    this.isOver = options.isOver ?? false;
  }
}
