import { randomUUID } from "node:crypto";
import {
  auth,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
} from "@modelcontextprotocol/sdk/client/auth.js";
import { OAuthError } from "@modelcontextprotocol/sdk/server/auth/errors.js";
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import { KitError } from "../../client/kit-error.ts";
import { signInFailed } from "../browser/failure.ts";
import type { Hop } from "../browser/hop.ts";
import { completeSignIn } from "../browser/sign-in.ts";
import { KnownClients, type KnownClient } from "./known-clients.ts";
import { answerPatienceS, type LaneContext } from "./lane.ts";
import { recordHops } from "./record-hops.ts";

/** Nothing listens here: the scripted browser stops before it, as a client with its own window would. */
const redirectUri = "http://127.0.0.1:33418/callback";

type SignInContext = Pick<LaneContext, "url" | "fetch" | "onSignIn"> &
  Partial<Pick<LaneContext, "person">>;

/** What a sign-in ends in. */
export interface SignedIn {
  /** The bearer for the MCP endpoint, issued by the Worker; GitHub's own token never leaves the Worker. */
  mcpAccessToken: string;
  /** How the Worker knows the OAuth client (RFC 7591): a person's second sign-in is another client, two people may share one. */
  mcpClientId: string;
}

/**
 * Signs in at an endpoint that asks for it: challenge, discovery, registration, consent, GitHub, code, token.
 *
 * @param options.clients what is known already; the first two are left out where they may
 * @param options.scope OAuth scopes to ask for; what the challenge names when left out
 * @throws {KitError} SIGN_IN_FAILED, PAGE_NOT_UNDERSTOOD
 */
export async function signIn(
  context: SignInContext,
  login: string,
  options: { clients?: KnownClients | undefined; scope?: string | undefined } = {},
): Promise<SignedIn> {
  const { clients = new KnownClients(), scope } = options;
  const client = new ScriptedOAuthClient(context, login, clients.take(context.url, login));
  try {
    await client.checkChallenge(context.url);
    await client.signInFor(context.url, scope);
  } catch (error) {
    clients.forget(context.url);
    throw error;
  }
  return {
    mcpAccessToken: client.tokens()?.access_token ?? "",
    mcpClientId: client.clientInformation()?.client_id ?? "",
  };
}

/** An OAuth client whose person is at the scripted browser. Keeps tokens in memory. */
export class ScriptedOAuthClient implements OAuthClientProvider {
  readonly redirectUrl = redirectUri;
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: "remote-mcp-kit (http)",
    redirect_uris: [redirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  /** The client's own way to the Worker, which keeps what {@link explain} tells. */
  readonly fetch: typeof globalThis.fetch;
  readonly #hops: Hop[] = [];
  readonly #context: SignInContext;
  readonly #login: string;
  readonly #known: KnownClient;
  #information: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #codeVerifier = "";
  #code = "";
  #neededScope: string | undefined;

  /** @param known what others of this client have found out; what this one finds out is added */
  constructor(context: SignInContext, login: string, known: KnownClient = {}) {
    this.#context = context;
    const fetch = recordHops(context.fetch, this.#hops);
    this.fetch = async (input, init) => {
      const response = await fetch(input, init);
      const challenge = response.status === 403 ? response.headers.get("www-authenticate") : null;
      this.#neededScope = /\bscope="([^"]+)"/.exec(challenge ?? "")?.[1] ?? this.#neededScope;
      return response;
    };
    this.#login = login;
    this.#known = known;
    this.#information = known.information;
  }

  // The browser sees to it that this one comes back.
  state = () => randomUUID();
  clientInformation = () => this.#information;
  saveClientInformation = (information: OAuthClientInformationMixed) => {
    this.#information = information;
    this.#known.information ??= information; // who registers at the same time keeps its own
  };
  discoveryState = () => this.#known.discovery;
  saveDiscoveryState = (discovery: OAuthDiscoveryState) => void (this.#known.discovery = discovery);
  tokens = () => this.#tokens;
  saveTokens = (tokens: OAuthTokens) => void (this.#tokens = tokens);
  codeVerifier = () => this.#codeVerifier;
  saveCodeVerifier = (codeVerifier: string) => void (this.#codeVerifier = codeVerifier);

  async redirectToAuthorization(authorizationUrl: URL): Promise<void> {
    const started = performance.now();
    const { url, hops } = await completeSignIn({
      ...this.#context.person,
      url: authorizationUrl.href,
      login: this.#login,
      fetch: this.#context.fetch,
      stopBefore: redirectUri,
      answerTimeoutMs: answerPatienceS * 1000,
    });
    this.#context.onSignIn(performance.now() - started);
    this.#hops.push(...hops);
    this.#code = new URL(url).searchParams.get("code") ?? "";
  }

  /** Forgets the way so far: what comes next is another connection. */
  startOver(): void {
    this.#hops.length = 0;
  }

  /** Says on one screen where the client's part of the sign-in failed: what was sent, and what came back. */
  explain(error: unknown): KitError {
    if (error instanceof KitError) return error;
    const answer = error instanceof OAuthError ? `The client was told "${error.errorCode}": ` : "";
    const words = error instanceof Error ? error.message : String(error);
    return signInFailed(answer + words, this.#hops, { cause: error });
  }

  /** What asks for no bearer would take any: whoever signs in for it has mistaken the address. Once it is known, it is not asked again. */
  async checkChallenge(serverUrl: string): Promise<void> {
    if (this.#known.discovery !== undefined) return;
    const headers = { Accept: "application/json, text/event-stream" };
    let asked = await this.fetch(serverUrl, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }),
    });
    // The older transport is addressed by GET alone.
    if (asked.status === 404 || asked.status === 405) {
      await asked.body?.cancel();
      asked = await this.fetch(serverUrl, { headers });
    }
    await asked.body?.cancel();
    if (asked.status === 401) return;
    throw signInFailed(
      `${serverUrl} answered ${asked.status} to a client without a bearer, and not 401.`,
      this.#hops,
      {
        hint: "Check `endpoint` against the routes of the Worker, and that it asks for a sign-in.",
      },
    );
  }

  /** Signs in anew. @param scope what to ask for; what the last refusal named when left out (RFC 6750 section 3) */
  async signInFor(serverUrl: string, scope = this.#neededScope): Promise<void> {
    this.#tokens = undefined;
    const where = { serverUrl, fetchFn: this.fetch, ...(scope !== undefined && { scope }) };
    try {
      await auth(this, where);
      await auth(this, { ...where, authorizationCode: this.takeCode() });
    } catch (error) {
      throw this.explain(error);
    }
  }

  takeCode(): string {
    const code = this.#code;
    this.#code = "";
    return code;
  }
}
