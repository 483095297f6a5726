import {
  OAuthProvider,
  type OAuthProviderOptions,
  type OAuthResourceContext,
} from "@cloudflare/workers-oauth-provider";
import type { SignedInRoute } from "../route.ts";
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
): OAuthProvider<Env> {
  const known = providers.get(resource);
  if (known) return known;
  const provider = new OAuthProvider<Env>({
    ...oauthOptions(resource),
    apiHandlers: Object.fromEntries(
      signedInRoutes.map((route) => [route.path, protect(route, resource)]),
    ),
    defaultHandler: { fetch: () => new Response(null, { status: 404 }) },
  });
  providers.set(resource, provider);
  return provider;
}

type ApiHandler = NonNullable<OAuthProviderOptions<Env>["apiHandler"]>;

function protect({ handler }: SignedInRoute, resource: string): ApiHandler {
  return {
    fetch: (request, env, ctx) => {
      if (!isSignedIn(ctx)) throw new Error("The OAuth provider called without a verified token");
      return handler(request, { env, resource, ctx });
    },
  };
}

/** The provider sets `auth` and `props` on the context before it calls. */
function isSignedIn(ctx: ExecutionContext): ctx is OAuthResourceContext<GrantProps> {
  return "auth" in ctx && typeof ctx.auth === "object";
}
