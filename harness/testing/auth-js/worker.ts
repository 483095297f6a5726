// Auth.js (npm @auth/core, ISC) before the OAuth provider: the sign-in page, its cookies and the GitHub provider are theirs.
import { Auth, type AuthConfig } from "@auth/core";
import GitHub from "@auth/core/providers/github";
import { OAuthProvider, type OAuthHelpers } from "@cloudflare/workers-oauth-provider";

interface AuthJsEnv {
  GITHUB_CLIENT_ID: string;
  GITHUB_CLIENT_SECRET: string;
  COOKIE_ENCRYPTION_KEY: string;
  OAUTH_PROVIDER: OAuthHelpers;
}

function configOf(env: AuthJsEnv): AuthConfig {
  const { GITHUB_CLIENT_ID: clientId, GITHUB_CLIENT_SECRET: clientSecret } = env;
  return {
    basePath: "/auth",
    trustHost: true,
    secret: env.COOKIE_ENCRYPTION_KEY,
    providers: [GitHub({ clientId, clientSecret })],
    callbacks: {
      jwt: ({ token, profile }) => (profile ? { ...token, login: profile["login"] } : token),
      session: ({ session, token }) => ({ ...session, login: token["login"] }),
    },
  };
}

const results = (login: string) => ({
  initialize: {
    protocolVersion: "2025-06-18",
    capabilities: { tools: {} },
    serverInfo: { name: "auth-js", version: "1" },
  },
  "tools/list": { tools: [{ name: "whoami", inputSchema: { type: "object" } }] },
  "tools/call": { content: [{ type: "text", text: login }] },
});

const api = {
  async fetch(request: Request, _env: AuthJsEnv, ctx: { props: { login: string } }) {
    if (request.method !== "POST") return new Response(null, { status: 405 });
    const { id, method } = await request.json<{
      id?: number;
      method: keyof ReturnType<typeof results>;
    }>();
    if (id === undefined) return new Response(null, { status: 202 });
    return Response.json({ jsonrpc: "2.0", id, result: results(ctx.props.login)[method] });
  },
};

const pages = {
  async fetch(request: Request, env: AuthJsEnv) {
    const { origin, pathname } = new URL(request.url);
    if (pathname.startsWith("/auth/")) return Auth(request, configOf(env));
    if (pathname !== "/authorize") return new Response(null, { status: 404 });
    const ask = new Request(`${origin}/auth/session`, { headers: request.headers });
    const session = (await (await Auth(ask, configOf(env))).json()) as { login?: string } | null;
    if (!session?.login) {
      const back = encodeURIComponent(request.url);
      return Response.redirect(`${origin}/auth/signin?callbackUrl=${back}`, 302);
    }
    const { login } = session;
    const oauth = await env.OAUTH_PROVIDER.parseAuthRequest(request);
    const grant = {
      request: oauth,
      userId: login,
      metadata: {},
      scope: oauth.scope,
      props: { login },
    };
    return Response.redirect(
      (await env.OAUTH_PROVIDER.completeAuthorization(grant)).redirectTo,
      302,
    );
  },
};

export default {
  fetch(request: Request, env: AuthJsEnv, ctx: ExecutionContext) {
    const provider = new OAuthProvider<AuthJsEnv>({
      apiRoute: "/mcp",
      apiHandler: api as never,
      defaultHandler: pages,
      authorizeEndpoint: "/authorize",
      tokenEndpoint: "/token",
      clientRegistrationEndpoint: "/register",
      resourceMetadata: { resource: `${new URL(request.url).origin}/mcp` },
    });
    return provider.fetch(request, env, ctx);
  },
};
