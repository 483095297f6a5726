import type { OAuthResourceContext } from "@cloudflare/workers-oauth-provider";
import type { DurableObject } from "cloudflare:workers";
import type { GrantProps } from "./oauth/grant.ts";
import type { SessionOwner } from "./session-id.ts";
import type { Settings } from "./settings.ts";
import type { ToolDescription } from "./tools/tool.ts";

/** What every handler is given besides the request. */
export interface RequestContext {
  env: Env;
  /** The protected resource that the request was sent to, e.g. `http://localhost:8788/mcp`. */
  resource: string;
}

export interface PublicContext extends RequestContext {
  ctx: ExecutionContext;
}

/** What the authorization server is given: it serves every resource of this Worker. */
export interface OAuthContext extends RequestContext {
  /** The one of `/mcp` first. */
  resources: readonly [string, ...string[]];
}

export interface SignInContext extends OAuthContext {
  settings: Settings;
}

/** A request that may pass on to the OAuth provider. */
export interface Admitted {
  request: Request;
  /** The one of {@link OAuthContext.resources} that it is about. */
  resource: string;
}

/** `ctx.auth` is what the OAuth provider verified, `ctx.props` the decrypted grant. */
export interface SignedInRouteContext extends RequestContext {
  settings: Settings;
  ctx: OAuthResourceContext<GrantProps>;
  owner: SessionOwner;
}

/** What `server/index.ts` exports for Cloudflare to make objects of. */
export type DurableObjectClass = abstract new (
  ctx: DurableObjectState,
  env: Env,
) => DurableObject<Env>;

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/** An MCP endpoint, and what the pages tell about it. */
interface McpRoute {
  kind: "mcp";
  path: string;
  /** The approach, in a few words. */
  title: string;
  tools: readonly ToolDescription[];
  /** Where its sessions are, by the names in `wrangler.jsonc`. */
  durableObjects?: Record<string, DurableObjectClass>;
  /** What its transport takes. */
  methods: readonly ("GET" | "POST" | "DELETE")[];
}

export interface SignedInRoute extends McpRoute {
  signIn: true;
  handler: Handler<SignedInRouteContext>;
  /** Only where this variable is set. */
  onlyWith?: "ENABLE_LEGACY_SSE";
}

export interface PublicRoute extends McpRoute {
  signIn: false;
  handler: Handler<PublicContext>;
}

/** A page of the sign-in, which needs all settings. */
export interface SignInRoute {
  kind: "sign-in";
  path: string;
  handler: Handler<SignInContext>;
}

/** A path that the OAuth provider answers; `admit` may look at the request first, or answer it. */
export interface ProviderRoute {
  kind: "oauth";
  /** With a trailing slash: everything below. */
  path: string;
  admit?: (request: Request, context: OAuthContext) => Promise<Admitted | Response>;
}

/** The page at the root. */
export interface HomeRoute {
  kind: "home";
  path: "/";
}

export type Route = SignedInRoute | PublicRoute | SignInRoute | ProviderRoute | HomeRoute;
