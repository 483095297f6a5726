import { isAllowedOrigin, withCors } from "./cors.ts";
import { providerFor } from "./oauth/provider.ts";
import { withShortKeys } from "./oauth/short-keys.ts";
import { admitMcpRequest, settleResponse } from "./mcp-request.ts";
import { toolsFor } from "./offers.ts";
import { homePage } from "./pages/home-page.ts";
import { messagePage } from "./pages/message-page.ts";
import { setupResponse } from "./pages/setup-page.ts";
import { decideResource, resourceOf } from "./resource.ts";
import { jsonRpcErrorResponse, oauthErrorResponse, wantsPage } from "./response.ts";
import type { Route } from "./route.ts";
import { findRoute, openRoutes } from "./find-route.ts";
import { signInName } from "./sign-in/sign-in-name.ts";
import { readSettings } from "./settings.ts";

/**
 * The entrance: decides for whom and by whom a request is answered.
 *
 * The order matters. The host is checked before the OAuth provider can build metadata from it, the
 * origin before any endpoint runs, and the settings before a sign-in can begin that would not end.
 */
export async function answer(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
  const url = URL.parse(request.url);
  if (!url) return oauthErrorResponse(400, "invalid_request", "The Host header names no host.");
  const decision = decideResource(url, env.MCP_RESOURCE);
  if (decision.kind === "foreign-host") {
    return oauthErrorResponse(
      403,
      "access_denied",
      `This server answers at ${decision.answersAt}.`,
    );
  }
  if (decision.kind === "unconfigured") return setupResponse(request, [decision.problem]);
  const { resource } = decision;

  const route = findRoute(url.pathname, env);
  if (!route) return notFound(request);
  if (route.kind === "mcp") {
    if (!isAllowedOrigin(request.headers.get("origin"), resource)) {
      return jsonRpcErrorResponse(403, -32000, "This Origin may not call.");
    }
    if (request.method === "OPTIONS") {
      return withCors(new Response(null, { status: 204 }), request, "mcp");
    }
  }
  const response = await dispatch(route, { request, env, ctx, resource });
  const kind = route.kind === "mcp" || route.kind === "oauth" ? route.kind : "page";
  return withCors(response, request, kind);
}

interface Dispatch {
  request: Request;
  env: Env;
  ctx: ExecutionContext;
  resource: string;
}

async function dispatch(
  route: Route,
  { request, env, ctx, resource }: Dispatch,
): Promise<Response> {
  const isRead = request.method === "GET" || request.method === "HEAD";
  const isVisit = isRead && wantsPage(request) && new URL(request.url).pathname === route.path;
  if (route.kind === "home") {
    return isRead ? home(resource, route.path, env) : methodNotAllowed();
  }
  if (route.kind === "mcp" && !route.signIn) {
    if (isVisit) return home(resource, route.path, env);
    const admitted = await admitMcpRequest(request, route.methods);
    if ("refusal" in admitted) return admitted.refusal;
    const response = await route.handler(admitted.request, { env, ctx, resource });
    return settleResponse(admitted.message, response);
  }

  const settings = readSettings(env);
  if (Array.isArray(settings)) return setupResponse(request, settings);
  const rows = openRoutes(env).filter((row) => row.kind === "mcp" && row.signIn);
  const others = rows.map((row) => resourceOf(row.path, resource));
  const resources = [resource, ...new Set(others)] as const;
  const context = { env, resource, resources };
  if (route.kind === "sign-in") return route.handler(request, { ...context, settings });
  if (route.kind === "mcp" && isVisit) return home(resource, route.path, env);

  const admitted = (route.kind === "oauth" && (await route.admit?.(request, context))) || {
    request,
    resource: resourceAt(route, request, resources),
  };
  if (admitted instanceof Response) return admitted;
  const own = rows.filter((row) => resourceOf(row.path, resource) === admitted.resource);
  const provider = providerFor(admitted.resource, own, env);
  return provider.fetch(admitted.request, withShortKeys(env), ctx);
}

const metadataPath = "/.well-known/oauth-protected-resource";

/** The resource that an endpoint belongs to, or that metadata is about (RFC 9728 section 3.1). */
function resourceAt(
  route: Route,
  { url }: Request,
  [main, ...others]: readonly [string, ...string[]],
): string {
  if (route.kind === "mcp") return resourceOf(route.path, main);
  const { pathname } = new URL(url);
  return others.find((each) => pathname === metadataPath + new URL(each).pathname) ?? main;
}

function home(resource: string, path: string, env: Env): Response {
  const endpoints = openRoutes(env)
    .filter((row) => row.kind === "mcp")
    .map(({ path: at, title, signIn, tools }) => {
      return { path: at, title, signIn, tools: toolsFor(tools, env) };
    });
  const signInAt = signInName(env.OIDC_ISSUER?.trim() || env.GITHUB_URL || "https://github.com");
  return homePage({ resource, path, endpoints, signInAt });
}

function notFound(request: Request): Response {
  if (!wantsPage(request)) return oauthErrorResponse(404, "not_found", "There is nothing here.");
  return messagePage({ status: 404, title: "Nothing here", text: "This address leads nowhere." });
}

function methodNotAllowed(): Response {
  const refused = oauthErrorResponse(405, "invalid_request", "This page answers GET.");
  refused.headers.set("Allow", "GET, HEAD");
  return refused;
}
