/** Who signs people in: GitHub, or an OpenID Connect provider. Another one takes its place here. */
export interface SignInProvider {
  /** Its address, e.g. `https://github.com`. A grant that somebody else's sign-in made is none of ours. */
  readonly issuer: string;
  /**
   * The page where a person lets this server know who they are.
   *
   * @throws {UpstreamError} when the address has to be asked for, and nobody answers
   */
  authorizeUrl(request: UpstreamRequest): Promise<string>;
  /**
   * Exchanges what came to the callback for the person's tokens.
   *
   * @throws {UpstreamError} when the provider refuses, is down, or answers something else
   */
  exchange(answer: UpstreamAnswer): Promise<UpstreamTokens>;
  /**
   * Exchanges a refresh token, which many providers take only once.
   *
   * @throws {UpstreamError} `isOver` when the person, or the provider, has ended the sign-in
   */
  refresh(upstreamRefreshToken: string): Promise<UpstreamTokens>;
  /**
   * Asks whose token it is.
   *
   * @throws {UpstreamError} `isOver` when the token is no longer taken
   */
  identity(tokens: UpstreamTokens, signal?: AbortSignal): Promise<UpstreamIdentity>;
}

/** What ties the answer at the callback to this request, and the request to one browser. */
export interface SignInSecrets {
  codeVerifier: string;
  /** Comes back inside the ID token of OpenID Connect; GitHub has none. */
  nonce: string;
}

export interface UpstreamRequest {
  state: string;
  /** S256 of the code verifier (RFC 7636 section 4.2). */
  codeChallenge: string;
  nonce: string;
  redirectUri: string;
}

export interface UpstreamAnswer extends SignInSecrets {
  /** The query of the callback, with a code or an error. Whoever sent the browser there may have written it. */
  parameters: URLSearchParams;
  /** Must be the one that went to `authorizeUrl`. */
  redirectUri: string;
  signal?: AbortSignal;
}

/** A person's tokens at whoever signed them in. */
export interface UpstreamTokens {
  upstreamAccessToken: string;
  /** Absent where access tokens last until they are revoked, or where the provider gives none. */
  upstreamRefreshToken?: string;
  /** In seconds since 1970, by this Worker's own clock; absent where the access token does not expire. */
  expiresAt?: number;
  /** What they may be used for, which can be less than was asked for. Absent where the provider does not say: then all of that. */
  grantedScopes?: string[];
  /** Whom the ID token names, in OpenID Connect. */
  subject?: string;
}

export interface UpstreamIdentity {
  /** Never changes and is nobody else's; holds no colon, with which the OAuth provider builds its keys. */
  userId: string;
  /** For people, and for `ALLOWED_LOGINS`: nothing that its owner could choose to be somebody else's. */
  login: string;
}
