import type { SignInAttempt } from "../browser/attempt.ts";
import type { LaneContext } from "../lanes/lane.ts";

/** What the authorization server knows a client by, before it comes. */
export interface Identity {
  /** The id of a registration that somebody made in advance. */
  clientId?: string | undefined;
  /** The authorization server that knows the id. */
  issuer?: string | undefined;
  /** Where the client's metadata document is (draft-ietf-oauth-client-id-metadata-document). */
  metadataUrl?: string | undefined;
}

/** What a client is given to sign in with. */
export interface Surroundings extends Pick<LaneContext, "environment" | "onProcess"> {
  /** The MCP endpoint, e.g. `http://localhost:43210/mcp`. */
  readonly url: string;
  readonly identity: Identity;
  /** An empty folder: the client's home. */
  readonly home: string;
  /**
   * Opens the authorization URL in the person's browser, and resolves when they are done there.
   *
   * @param stopBefore a redirect URI that nobody listens at
   */
  openBrowser(authorizationUrl: string, stopBefore?: string): Promise<SignInAttempt>;
}

/** A client of somebody else's making, driven as its users drive it. */
export interface ClientUnderTest {
  /** Connects, signing in if it must, and calls a tool that needs no arguments; lists the tools when none is named. @returns the result */
  use(tool?: string): Promise<object>;
  /** Makes its access token one that the server refuses, as time would; the refresh token stays. */
  spoilAccessToken(): Promise<void>;
  /** The access token that it holds, if any. */
  mcpAccessToken(): Promise<string | undefined>;
  /** Ends what it started. */
  close(): Promise<void>;
}

export type CreateClient = (surroundings: Surroundings) => Promise<ClientUnderTest>;

/** Where every client may be sent back to. Ports do not count on loopback (RFC 8252 section 7.3). */
export const redirectUris = ["localhost", "127.0.0.1"].flatMap((host) => [
  `http://${host}/callback`,
  `http://${host}/oauth/callback`,
]);

/** Where the SDKs' clients are sent back to: nothing listens there, the browser stops before it. */
export const sdkRedirectUri = "http://127.0.0.1:33418/callback";

export const clientName = "remote-mcp-kit (matrix)";
