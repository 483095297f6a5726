import { answer } from "./answer.ts";
import { durableObject } from "./durable-objects.ts";
import { holdLibraries, reportIncident } from "./incident.ts";
import { messagePage } from "./pages/message-page.ts";
import { oauthErrorResponse, wantsPage } from "./response.ts";
import { withSecurityHeaders } from "./security-headers.ts";

export { OneTime } from "./oauth/one-time.ts";
export { RefreshTurns } from "./oauth/refresh-turns.ts";
export { TokenRenewal } from "./sign-in/token-renewal.ts";
export { UserNotes } from "./user-notes.ts";

holdLibraries();

/** The sessions of `/mcp` and `/sse`. */
export class KitMcpAgent extends durableObject("KitMcpAgent") {}
/** The sessions of `/public/agent`. */
export class PublicMcpAgent extends durableObject("PublicMcpAgent") {}

/** The Worker. Whatever fails inside leaves as a reference number, never as a stack. */
export default {
  async fetch(request, env, ctx) {
    const response = await answer(request, env, ctx).catch((error) => apologize(request, error));
    return withSecurityHeaders(response, request);
  },
} satisfies ExportedHandler<Env>;

function apologize(request: Request, error: unknown): Response {
  // Without the query, which can hold a code.
  const path = URL.parse(request.url)?.pathname ?? "an address that is none";
  const reference = reportIncident(`${request.method} ${path}`, error);
  const text = "The server failed to answer.";
  if (wantsPage(request)) {
    const hint = `Its log has the details under reference ${reference}.`;
    return messagePage({ status: 500, title: "Something went wrong", text, hint });
  }
  return oauthErrorResponse(500, "server_error", text, { reference });
}
