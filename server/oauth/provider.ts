import {
  insufficientScope,
  OAuthProvider,
  type OAuthProviderOptions,
  type OAuthResourceContext,
} from "@cloudflare/workers-oauth-provider";
import { scopes } from "../contract.ts";
import { admitMcpRequest, settleResponse, type JsonRpcMessage } from "../mcp-request.ts";
import { toolsFor } from "../offers.ts";
import { isOperator } from "../people.ts";
import { setupResponse } from "../pages/setup-page.ts";
import { oauthErrorResponse } from "../response.ts";
import type { SignedInRoute } from "../route.ts";
import { readSettings } from "../settings.ts";
import { signInProviderOf } from "../sign-in/provider-of.ts";
import type { ToolDescription } from "../tools/tool.ts";
import type { GrantProps } from "./grant.ts";
import { oauthOptions } from "./oauth-api.ts";

/** One provider a resource: it is fixed at construction, and on loopback it follows from the request. */
const providers = new Map<string, OAuthProvider<Env>>();

/**
 * The OAuth provider of one resource, with the given endpoints behind it.
 *
 * It answers discovery, registration and tokens itself, and calls an endpoint only with a valid
 * access token that was issued for `resource`.
 */
export function providerFor(
  resource: string,
  signedInRoutes: readonly SignedInRoute[],
  env: Env,
): OAuthProvider<Env> {
  const known = providers.get(resource);
  if (known) return known;
  const provider = new OAuthProvider<Env>({
    ...oauthOptions(resource, env),
    apiHandlers: Object.fromEntries(
      signedInRoutes.map((route) => [route.path, protect(route, resource)]),
    ),
    defaultHandler: { fetch: () => new Response(null, { status: 404 }) },
  });
  providers.set(resource, provider);
  return provider;
}

type ApiHandler = NonNullable<OAuthProviderOptions<Env>["apiHandler"]>;

function protect(route: SignedInRoute, resource: string): ApiHandler {
  return {
    async fetch(request, env, ctx) {
      if (!isSignedIn(ctx)) throw new Error("The OAuth provider called without a verified token");
      const { userId, clientId, scope } = ctx.auth;
      if (!userId || !clientId) throw new Error("The access token names no user or no client");
      const settings = readSettings(env);
      if (Array.isArray(settings)) return setupResponse(request, settings);

      // A user id means somebody at the provider that gave it, and somebody else at another one.
      if (ctx.props.issuer !== signInProviderOf(settings).issuer) return refuseToken(resource);

      const admitted = await admitMcpRequest(request, route.methods);
      if ("refusal" in admitted) return admitted.refusal;
      const needed = scopesNeeded(admitted.message, toolsFor(route.tools, env));
      if (!needed.every((each) => scope.includes(each))) {
        return insufficientScope(ctx.auth, [...new Set([...scope, ...needed])]);
      }
      const isOperatorNow = isOperator({ userId, login: ctx.props.login }, env);
      const owner = { userId, clientId, isOperator: isOperatorNow };
      const context = { env, resource, ctx, settings, owner };
      return settleResponse(admitted.message, await route.handler(admitted.request, context));
    },
  };
}

/** As the OAuth provider answers a token that is over (RFC 6750 section 3.1): the client refreshes, and then signs in anew. */
function refuseToken(resource: string): Response {
  const { origin, pathname } = new URL(resource);
  const metadata = `${origin}/.well-known/oauth-protected-resource${pathname}`;
  const challenge = `Bearer realm="OAuth", error="invalid_token", resource_metadata="${metadata}"`;
  const words = "The sign-in was made elsewhere. Sign in again.";
  return oauthErrorResponse(401, "invalid_token", words, {}, { "WWW-Authenticate": challenge });
}

/** The first scope for everything, and a further one for the tools that say so. */
function scopesNeeded(
  message: JsonRpcMessage | undefined,
  tools: readonly ToolDescription[],
): readonly string[] {
  const [basic] = scopes;
  if (message?.method !== "tools/call") return [basic];
  const { name } = (message.params ?? {}) as { name?: unknown };
  const further = tools.find((tool) => tool.name === name)?.scope;
  return further === undefined ? [basic] : [basic, further];
}

/** The provider sets `auth` and `props` on the context before it calls. */
function isSignedIn(ctx: ExecutionContext): ctx is OAuthResourceContext<GrantProps> {
  return "auth" in ctx && typeof ctx.auth === "object";
}
