import { routes } from "./contract.ts";
import { authorize } from "./oauth/authorize.ts";
import { callback } from "./oauth/callback.ts";
import { admitRegistration } from "./oauth/registration.ts";
import { admitTokenRequest } from "./oauth/token-request.ts";
import type { Route } from "./route.ts";

// The route table: everything that this Worker answers.
//
// Each approach is one line. Without it the Worker still compiles and is deployed as it is, and has nothing of that approach in it
// any more; its file can go too. Of an agent an empty Durable Object stays, and of `mcpStateless` the one that keeps notes, for Cloudflare
// knows those by name: whoever never deployed it, or wants what it has stored deleted, takes it out of `server/index.ts` and
// `wrangler.jsonc` as well.
// The transport of 2024 is one of `McpAgent`'s: without `mcpAgent` and its file, `legacySse` goes too.
//
// Rows with sign-in share the protected resource `/mcp` where they lie at or below it; any other is a resource of its own.
export { mcpAgent } from "./endpoints/mcp-agent.ts";
export { mcpStateless } from "./endpoints/mcp-stateless.ts";
export { publicMcp } from "./endpoints/public-mcp.ts";
export { publicAgent } from "./endpoints/public-agent.ts";
export { publicRaw } from "./endpoints/public-raw.ts";
export { legacySse } from "./endpoints/legacy-sse.ts";

/** The pages, and what the OAuth provider answers. */
export const otherRoutes: readonly Route[] = [
  { kind: "home", path: "/" },
  { kind: "sign-in", path: routes.authorize, handler: authorize },
  { kind: "sign-in", path: routes.callback, handler: callback },
  { kind: "oauth", path: routes.token, admit: admitTokenRequest },
  { kind: "oauth", path: routes.register, admit: admitRegistration },
  { kind: "oauth", path: "/.well-known/oauth-authorization-server" },
  { kind: "oauth", path: "/.well-known/oauth-protected-resource" },
  { kind: "oauth", path: "/.well-known/oauth-protected-resource/" },
];
