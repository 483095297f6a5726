import { KitError } from "../../client/kit-error.ts";
import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { errorOf, redirect, serve } from "./site.test-support.ts";

export const stopBefore = "http://127.0.0.1:33418/callback";

export const form = (action: string, controls: string): string =>
  `<form method="post" action="/${action}">${controls}</form>`;

/** Whatever leads there, a form or a link. */
export const at = <Answer>(path: string, answer: Answer) => ({
  [`POST ${path}`]: answer,
  [`GET ${path}`]: answer,
});

/** Lets somebody loose on a page, where only one form ends the sign-in. @returns what was sent */
export async function goThrough(
  page: string,
  options: Partial<AttemptOptions> = {},
): Promise<string> {
  await using site = await serve({
    "GET /authorize": page,
    ...at("/yes", redirect(`${stopBefore}?code=c`)),
    ...at("/no", redirect(`${stopBefore}?error=access_denied`)),
  });
  const url = `${site.origin}/authorize`;
  const error = await errorOf(attemptSignIn({ url, login: "octocat", stopBefore, ...options }));
  const sent = site.requests.slice(1).map(({ url: { pathname } }) => pathname);
  return error instanceof KitError ? error.code : sent.join(" ");
}

export const PROCEED = form("yes", "<button>Continue</button>");
