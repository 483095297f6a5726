// FastMCP (npm fastmcp, MIT) as its authors ship it: the HTTP server, registration, consent page and GitHub provider are theirs.
import { httpServerHandler } from "cloudflare:node";
import { env } from "cloudflare:workers";
import { FastMCP, getAuthSession, GitHubProvider, requireAuth } from "fastmcp";
import { z } from "zod";

const port = 8787;
const handler = httpServerHandler({ port });
let started: Promise<void> | undefined;

async function start(baseUrl: string): Promise<void> {
  const auth = new GitHubProvider({
    allowedRedirectUriPatterns: [
      "http://localhost:*",
      "http://localhost/*",
      "http://127.0.0.1:*",
      "http://127.0.0.1/*",
    ],
    baseUrl,
    clientId: env.GITHUB_CLIENT_ID,
    clientSecret: env.GITHUB_CLIENT_SECRET,
    consentRequired: true,
    encryptionKey: env.COOKIE_ENCRYPTION_KEY,
    jwtSigningKey: env.COOKIE_ENCRYPTION_KEY,
  });
  const server = new FastMCP({ name: "fastmcp in workerd", version: "1.0.0", auth });
  server.addTool({
    name: "whoami",
    description: "Tells who signed in.",
    parameters: z.object({}),
    canAccess: requireAuth,
    async execute(_input, { session }) {
      const headers = {
        Authorization: `Bearer ${getAuthSession(session).accessToken}`,
        "User-Agent": "fastmcp",
      };
      const user = await fetch("https://api.github.com/user", { headers });
      return (await user.json<{ login: string }>()).login;
    },
  });
  const httpStream = { port, endpoint: "/mcp", stateless: true } as const;
  await server.start({ transportType: "httpStream", httpStream });
}

export default {
  async fetch(request, environment, context) {
    await (started ??= start(new URL(request.url).origin));
    return handler.fetch!(request, environment, context);
  },
} satisfies ExportedHandler;
