import { GrantType } from "@cloudflare/workers-oauth-provider";
import { askGitHub } from "../github/ask-github.ts";
import worker from "../index.ts";
import { readGrant, type GrantProps } from "../oauth/grant.ts";
import { renewGrant } from "../sign-in/renew-grant.ts";

export * from "../index.ts";

/** What a test asks of the checks inside. */
export interface InnerQuestion {
  /** Whose session asks, and with which token. */
  query: { resource: string; authorization: string | undefined; userId: string };
  githubUrl: string;
  /** The grant of a refresh. */
  props: GrantProps;
}

/** Of a refresh, what `renewGrant` does not look at. */
const refresh = {
  grantType: GrantType.REFRESH_TOKEN,
  clientId: "client",
  subjectClientId: "client",
  userId: "583231",
  grantId: "grant",
  scope: ["read"],
  requestedScope: ["read"],
};

function refused(error: unknown) {
  return { refused: String(error) };
}

/**
 * The Worker, with doors to checks that nobody reaches from outside, since others before them refuse the same.
 *
 * Answers `{"answer"}` or `{"refused"}`.
 */
export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/testing/")) return worker.fetch(request, env, ctx);
    if (pathname.startsWith("/testing/moved/")) {
      const url = request.url.replace("/testing/moved", "");
      const moved = { ...env, GITHUB_URL: "https://github.example.com" };
      return worker.fetch(new Request(url, request), moved, ctx);
    }
    const { query, githubUrl, props }: InnerQuestion = await request.json();
    const doors: Record<string, () => Promise<unknown>> = {
      "/testing/grant": async () => (await readGrant(env, query)).login,
      "/testing/granted-scopes": async () => (await readGrant(env, query)).upstream.grantedScopes,
      "/testing/github": () =>
        askGitHub(env, { ...query, githubUrl }, async (_github, token) => token.slice(0, 4)),
      "/testing/notes": () => env.USER_NOTES.getByName(`${githubUrl} ${query.userId}`).list(),
      "/testing/renewal": () => renewGrant({ ...refresh, resource: query.resource, props, env }),
    };
    const answer = doors[pathname]?.().then((told) => ({ answer: told }));
    return Response.json(await answer?.catch(refused));
  },
} satisfies ExportedHandler<Env>;
