import {
  getOAuthApi,
  type OAuthHelpers,
  type OAuthProviderOptions,
} from "@cloudflare/workers-oauth-provider";
import { routes, scopes } from "../contract.ts";
import { logLine } from "../incident.ts";
import { scopesFor } from "../offers.ts";
import { renewGrant } from "../sign-in/renew-grant.ts";
import { checkRegistration } from "./registration.ts";
import { withShortKeys } from "./short-keys.ts";

type HandlerOption = "apiHandler" | "apiHandlers" | "apiRoute" | "defaultHandler";

/** Everything that the authorization server of one resource is told, except for who answers requests. */
export function oauthOptions(
  resource: string,
  env: Env,
): Omit<OAuthProviderOptions<Env>, HandlerOption> {
  return {
    authorizeEndpoint: routes.authorize,
    tokenEndpoint: routes.token,
    clientRegistrationEndpoint: routes.register,
    resourceMetadata: { resource, resource_name: "remote-mcp-kit" },
    scopesSupported: scopesFor(env),
    requiredScopes: [scopes[0]],
    clientIdMetadataDocumentEnabled: true,
    tokenExchangeCallback: renewGrant,
    clientRegistrationCallback: ({ clientMetadata }) => checkRegistration(clientMetadata),
    onError: ({ status, code, internal: { category, reason } }) =>
      logLine("warn", { event: "oauth-error", status, code, category, reason }),
  };
}

/** The same for what only issues tokens, and has no endpoint behind it. */
export function withoutEndpoints(resource: string, env: Env): OAuthProviderOptions<Env> {
  const unreachable = { fetch: () => new Response(null, { status: 404 }) };
  return {
    ...oauthOptions(resource, env),
    apiRoute: new URL(resource).pathname,
    apiHandler: unreachable,
    defaultHandler: unreachable,
  };
}

/**
 * The OAuth provider's helpers for one resource.
 *
 * Not `env.OAUTH_PROVIDER`: the provider sets that once, so it would stay bound to the first resource
 * that this isolate served.
 */
export function oauthApi(resource: string, env: Env): OAuthHelpers {
  return getOAuthApi(withoutEndpoints(resource, env), withShortKeys(env));
}
