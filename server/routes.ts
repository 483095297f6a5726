import { routes } from "./contract.ts";
import { legacySse } from "./endpoints/legacy-sse.ts";
import { mcpAgent } from "./endpoints/mcp-agent.ts";
import { mcpStateless } from "./endpoints/mcp-stateless.ts";
import { publicAgent } from "./endpoints/public-agent.ts";
import { publicMcp } from "./endpoints/public-mcp.ts";
import { publicRaw } from "./endpoints/public-raw.ts";
import { authorize } from "./oauth/authorize.ts";
import { callback } from "./oauth/callback.ts";
import { admitRegistration } from "./oauth/registration.ts";
import { admitTokenRequest } from "./oauth/token-request.ts";
import type { Route } from "./route.ts";

/**
 * Everything that this Worker answers. Deleting an MCP row removes that approach, and its file can go with it.
 *
 * The two agents are Durable Objects, which Cloudflare knows by name: with such a row go its line in `server/index.ts` and its class
 * in `wrangler.jsonc`, under `bindings` and `migrations`; `legacySse` lives on `mcpAgent`'s.
 *
 * Rows with sign-in must lie at or below the protected resource, which is `/mcp`.
 */
export const routeTable: readonly Route[] = [
  mcpAgent,
  mcpStateless,
  publicMcp,
  publicAgent,
  publicRaw,
  legacySse,
  { kind: "home", path: "/" },
  { kind: "sign-in", path: routes.authorize, handler: authorize },
  { kind: "sign-in", path: routes.callback, handler: callback },
  { kind: "oauth", path: routes.token, admit: admitTokenRequest },
  { kind: "oauth", path: routes.register, admit: admitRegistration },
  { kind: "oauth", path: "/.well-known/oauth-authorization-server" },
  { kind: "oauth", path: "/.well-known/oauth-protected-resource" },
  { kind: "oauth", path: "/.well-known/oauth-protected-resource/" },
];

/** The rows that are open in an environment. */
export function openRoutes(env: Env): Route[] {
  return routeTable.filter(
    (route) => !("onlyWith" in route && route.onlyWith) || isOn(env[route.onlyWith]),
  );
}

/** Finds the row for a path. The OAuth provider guards sub-paths too, so those belong to their endpoint. */
export function findRoute(pathname: string, env: Env): Route | undefined {
  return openRoutes(env)
    .filter((route) => covers(route, pathname))
    .toSorted((left, right) => right.path.length - left.path.length)[0];
}

function covers(route: Route, pathname: string): boolean {
  if (pathname === route.path) return true;
  if (route.kind === "mcp") return route.signIn && pathname.startsWith(`${route.path}/`);
  return route.path.length > 1 && route.path.endsWith("/") && pathname.startsWith(route.path);
}

function isOn(value: string | undefined): boolean {
  return /^(?:1|true|yes|on)$/i.test(value?.trim() ?? "");
}
