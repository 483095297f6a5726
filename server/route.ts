import type { OAuthResourceContext } from "@cloudflare/workers-oauth-provider";
import type { GrantProps } from "./oauth/grant.ts";
import type { Settings } from "./settings.ts";

/** What every handler is given besides the request. */
export interface RequestContext {
  env: Env;
  /** The protected resource that the request was sent to, e.g. `http://localhost:8788/mcp`. */
  resource: string;
}

export interface PublicContext extends RequestContext {
  ctx: ExecutionContext;
}

export interface SignInContext extends RequestContext {
  settings: Settings;
}

/** `ctx.auth` is what the OAuth provider verified, `ctx.props` the decrypted grant. */
export interface SignedInRouteContext extends RequestContext {
  ctx: OAuthResourceContext<GrantProps>;
}

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

/** What the pages tell about an MCP endpoint. */
interface McpRoute {
  path: string;
  /** The approach, in a few words. */
  title: string;
  tools: readonly { name: string; description: string }[];
}

export interface SignedInRoute extends McpRoute {
  kind: "mcp";
  signIn: true;
  handler: Handler<SignedInRouteContext>;
}

export interface PublicRoute extends McpRoute {
  kind: "mcp";
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
  admit?: (request: Request, context: RequestContext) => Promise<Request | Response>;
}

/** The page at the root. */
export interface HomeRoute {
  kind: "home";
  path: "/";
}

export type Route = SignedInRoute | PublicRoute | SignInRoute | ProviderRoute | HomeRoute;
