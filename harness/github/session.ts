import { readParameters, redirectTo, type GitHubEndpoint } from "./endpoint.ts";
import type { GitHubModel } from "./model.ts";
import { unprocessablePage } from "./pages.ts";

/** GitHub's own name for the cookie of somebody who is signed in. */
const COOKIE = "user_session";

/** Where the page that asks who is at the keyboard may lead: nobody can be sent elsewhere. */
const DESTINATION = /^login\/(?:oauth\/authorize|device)(?:\?|$)/;

/** Makes the answer to the page that asks who is at the keyboard. No password is asked for: these users have none. */
export function sessionEndpoint(model: GitHubModel): GitHubEndpoint {
  return {
    method: "POST",
    site: "web",
    path: "/session",
    async answer(request) {
      const form = await readParameters(request);
      const user = model.findUser(form.get("login"));
      const returnTo = form.get("return_to") ?? "";
      if (user === undefined || !DESTINATION.test(returnTo)) return unprocessablePage();
      const session = model.sessions.open(user, returnTo, readSession(request));
      // Safari keeps no Secure cookie of a page on http, not even on localhost.
      const secure = new URL(request.url).protocol === "https:" ? " Secure;" : "";
      return redirectTo(returnTo, {
        "Set-Cookie": `${COOKIE}=${session}; Path=/;${secure} HttpOnly; SameSite=Lax`,
      });
    },
  };
}

/** Reads the session's cookie from a request; empty when nobody is signed in. */
export function readSession(request: Request): string {
  const pairs = (request.headers.get("Cookie") ?? "").split("; ");
  const pair = pairs.find((each) => each.startsWith(`${COOKIE}=`));
  return pair?.slice(COOKIE.length + 1) ?? "";
}
