import { randomUUID } from "node:crypto";
import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
} from "@modelcontextprotocol/sdk/client/auth.js";
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";
import { clientName, sdkRedirectUri, type Surroundings } from "./client-under-test.ts";

/** The part of an MCP client that its author writes for either SDK: it keeps everything in memory. */
export class MemoryOAuthClient implements OAuthClientProvider {
  readonly redirectUrl = sdkRedirectUri;
  readonly clientMetadata: OAuthClientMetadata = {
    client_name: clientName,
    redirect_uris: [sdkRedirectUri],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
  readonly clientMetadataUrl?: string;
  readonly #openBrowser: Surroundings["openBrowser"];
  #information: OAuthClientInformationMixed | undefined;
  #tokens: OAuthTokens | undefined;
  #discovery: OAuthDiscoveryState | undefined;
  #codeVerifier = "";
  #response: URLSearchParams | undefined;

  constructor({ identity, openBrowser }: Pick<Surroundings, "identity" | "openBrowser">) {
    const { clientId, metadataUrl, issuer } = identity;
    if (metadataUrl !== undefined) this.clientMetadataUrl = metadataUrl;
    // The second SDK wants to know which server an id belongs to; the first does not mind.
    const information = { client_id: clientId ?? "", issuer };
    if (clientId !== undefined) this.#information = information;
    this.#openBrowser = openBrowser;
  }

  // The browser that comes back has seen to it that the state is this one.
  state = () => randomUUID();
  clientInformation = () => this.#information;
  saveClientInformation = (information: OAuthClientInformationMixed) =>
    void (this.#information = information);
  tokens = () => this.#tokens;
  saveTokens = (tokens: OAuthTokens) => void (this.#tokens = tokens);
  discoveryState = () => this.#discovery;
  saveDiscoveryState = (discovery: OAuthDiscoveryState) => void (this.#discovery = discovery);
  codeVerifier = () => this.#codeVerifier;
  saveCodeVerifier = (codeVerifier: string) => void (this.#codeVerifier = codeVerifier);

  invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery"): void {
    if (scope === "all" || scope === "tokens") this.#tokens = undefined;
    if (scope === "all" || scope === "client") this.#information = undefined;
    if (scope === "all" || scope === "discovery") this.#discovery = undefined;
  }

  async redirectToAuthorization(authorizationUrl: URL): Promise<void> {
    const { ending, url } = await this.#openBrowser(authorizationUrl.href, sdkRedirectUri);
    if (ending.kind === "refused")
      throw new Error([ending.error, ending.errorDescription].filter(Boolean).join(": "));
    if (ending.kind === "stopped") throw new Error("The browser never came back.");
    this.#response = new URL(url).searchParams;
  }

  /** Takes the authorization response that the browser came back with, once. */
  takeResponse(): URLSearchParams {
    const response = this.#response ?? new URLSearchParams();
    this.#response = undefined;
    return response;
  }

  spoilAccessToken(): void {
    if (this.#tokens) this.#tokens = { ...this.#tokens, access_token: "expired" };
  }
}
