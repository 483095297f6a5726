import { createHash, randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import {
  sendHtml,
  sendJson,
  serveLocally,
  type Answer,
  type LocalRequest,
  type LocalServer,
} from "./local-server.test-support.ts";
import { mcpEndpoint, type McpEndpointOptions } from "./mcp-endpoint.test-support.ts";

/** What a test makes the server do. */
export interface OAuthServerBehaviour extends McpEndpointOptions {
  /** Merged into the metadata; `null` takes a member out. */
  resourceMetadata?: Record<string, unknown>;
  serverMetadata?: Record<string, unknown>;
  /** How it says that it does not know a client: as RFC 6749 has it for a token request, or with a page for people. */
  unknownClient?: "json" | "page";
  /** Never signs anybody in by itself: the page waits for a person. */
  waits?: boolean;
  /** Refuses every access token, also those that it has just issued. */
  refusesTokens?: boolean;
  accessTokenSeconds?: number;
  port?: number;
}

/** An MCP server at `/mcp` with an authorization server of its own, which signs in whoever comes. */
export interface OAuthServer extends LocalServer {
  url: string;
  behaviour: OAuthServerBehaviour;
  clients: Map<string, { redirect_uris: string[] }>;
  accessTokens: Set<string>;
  refreshTokens: Set<string>;
  /** Secrets that it has given out, which must not show up in any log. */
  issued: string[];
}

export async function serveOAuth(behaviour: OAuthServerBehaviour = {}): Promise<OAuthServer> {
  const codes = new Map<string, { challenge: string; clientId: string }>();
  const mcp = mcpEndpoint(behaviour);
  const server: OAuthServer = Object.assign(
    await serveLocally(
      (request, response) => (routes[request.path] ?? notFound)(request, response),
      behaviour.port,
    ),
    {
      url: "",
      behaviour,
      clients: new Map(),
      accessTokens: new Set<string>(),
      refreshTokens: new Set<string>(),
      issued: [],
    },
  );
  const { origin } = server;
  server.url = `${origin}/mcp`;
  const secret = (kind: string) => {
    const value = `${kind}-${randomUUID()}`;
    server.issued.push(value);
    return value;
  };

  const routes: Record<string, Answer> = {
    "/mcp": (request, response) => {
      const [, bearer = ""] = /^Bearer (.+)$/.exec(request.headers.authorization ?? "") ?? [];
      if (server.accessTokens.has(bearer) && !server.behaviour.refusesTokens)
        return mcp(request, response);
      return sendJson(
        response,
        401,
        { error: "invalid_token" },
        {
          "www-authenticate": `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`,
        },
      );
    },
    "/.well-known/oauth-protected-resource/mcp": (_, response) =>
      sendJson(
        response,
        200,
        merge(
          { resource: server.url, authorization_servers: [origin], scopes_supported: ["tools"] },
          server.behaviour.resourceMetadata,
        ),
      ),
    "/.well-known/oauth-authorization-server": (_, response) =>
      sendJson(
        response,
        200,
        merge(
          {
            issuer: origin,
            authorization_endpoint: `${origin}/authorize`,
            token_endpoint: `${origin}/token`,
            registration_endpoint: `${origin}/register`,
            response_types_supported: ["code"],
            code_challenge_methods_supported: ["S256"],
            token_endpoint_auth_methods_supported: ["none"],
          },
          server.behaviour.serverMetadata,
        ),
      ),
    "/register": ({ body }, response) => {
      const asked = JSON.parse(body) as { redirect_uris: string[] };
      const clientId = `client-${randomUUID()}`;
      server.clients.set(clientId, asked);
      return sendJson(response, 201, { ...asked, client_id: clientId });
    },
    "/authorize": ({ query }, response) => {
      const client = server.clients.get(query.get("client_id") ?? "");
      const redirectUri = query.get("redirect_uri") ?? "";
      if (!client?.redirect_uris.includes(redirectUri)) return refuseClient(server, response);
      if (server.behaviour.waits) return sendHtml(response, 200, "<title>Sign in</title>");
      const code = secret("code");
      codes.set(code, {
        challenge: query.get("code_challenge") ?? "",
        clientId: query.get("client_id") ?? "",
      });
      const location = new URL(redirectUri);
      location.searchParams.set("code", code);
      location.searchParams.set("state", query.get("state") ?? "");
      return response.writeHead(302, { location: location.href }).end();
    },
    "/token": (request, response) => {
      const form = new URLSearchParams(request.body);
      if (!server.clients.has(form.get("client_id") ?? ""))
        return sendJson(response, 401, { error: "invalid_client" });
      if (!redeem(form)) return sendJson(response, 400, { error: "invalid_grant" });
      const { accessTokenSeconds = 3600 } = server.behaviour;
      const tokens = {
        access_token: secret("access"),
        refresh_token: secret("refresh"),
        token_type: "Bearer",
        expires_in: accessTokenSeconds,
      };
      server.accessTokens.add(tokens.access_token);
      server.refreshTokens.add(tokens.refresh_token);
      return sendJson(response, 200, tokens);
    },
  };

  function redeem(form: URLSearchParams): boolean {
    if (form.get("grant_type") === "refresh_token")
      return server.refreshTokens.delete(form.get("refresh_token") ?? "");
    const code = codes.get(form.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    return (
      codes.delete(form.get("code") ?? "") &&
      code?.challenge === verifier &&
      code.clientId === form.get("client_id")
    );
  }
  return server;
}

const notFound: Answer = (_, response) => response.writeHead(404).end();

function refuseClient({ behaviour }: OAuthServer, response: ServerResponse): void {
  if (behaviour.unknownClient === "page")
    return sendHtml(response, 400, "<title>Unknown client</title>");
  return sendJson(response, 401, { error: "invalid_client" });
}

function merge(document: Record<string, unknown>, changes: Record<string, unknown> = {}): object {
  return Object.fromEntries(
    Object.entries({ ...document, ...changes }).filter(([, value]) => value !== null),
  );
}

/** What a request asked for, to say in a test what was and was not sent. */
export function pathsOf(requests: LocalRequest[]): string[] {
  return requests.map(({ method, path }) => `${method} ${path}`);
}
