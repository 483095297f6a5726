import { parseJson, withBody, type Fault, type FaultCall } from "./fault.ts";
import { bearerOf } from "./request-user.ts";
import { countedAs, rateLimitHeaders } from "./rest-api.ts";
import { refuseAsNotFound, refuseCredentials, refuseRest } from "./rest-refusal.ts";
import { ssoFaults } from "./sso-faults.ts";

const LIMITS = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const HALF_AN_HOUR_SECONDS = 1800;

/** What the REST API does to a token that was good a moment ago. */
export const apiFaults = {
  /** GH-08, GH-09: the user took the app's access back. */
  "bad-credentials": api(() => refuseCredentials()),
  /** GH-11, GH-13: the primary rate limit, with a time to wait for that is right, past, absurd, or none at all. */
  "rate-limited": api((call) => rateLimited(call, call.nowMs / 1000 + HALF_AN_HOUR_SECONDS)),
  "rate-limited-429": api((call) =>
    rateLimited(call, call.nowMs / 1000 + HALF_AN_HOUR_SECONDS, 429),
  ),
  "rate-limited-reset-past": api((call) =>
    rateLimited(call, call.nowMs / 1000 - HALF_AN_HOUR_SECONDS),
  ),
  "rate-limited-reset-2100": api((call) => rateLimited(call, Date.UTC(2100, 0) / 1000)),
  "rate-limited-reset-not-a-number": api((call) => rateLimited(call, "soon")),
  /** GH-12: the secondary rate limit, with a long wait, a short one, or none said. */
  "secondary-rate-limit": api(() => secondaryLimit(403, { "Retry-After": "60" })),
  "secondary-rate-limit-short": api(() => secondaryLimit(429, { "Retry-After": "1" })),
  "secondary-rate-limit-silent": api(() => secondaryLimit(403, {})),
  ...ssoFaults,
  /** GH-14. */
  "not-accessible": api(() =>
    refuseRest({ status: 403, message: "Resource not accessible by integration" }),
  ),
  /** GH-15. */
  "not-found": api(() => refuseAsNotFound()),
  /** GH-16: to a host that must never see the token. */
  redirect: api((call) => redirectAway(call, 301)),
  "redirect-307": api((call) => redirectAway(call, 307)),
  /** GH-17: the user took the scopes back. The answer is what a token without any gets. */
  "lost-scope": api(({ model, request, answer }) =>
    model.tokens.withoutScopes(bearerOf(request) ?? "", answer),
  ),
  /** GH-18: another login, the same id. */
  "login-renamed": {
    ...api(async ({ answer }) => {
      const response = await answer();
      return withBody(response, rename(await response.text()));
    }),
    path: "/user",
  },
  /** GH-19: an account's tokens end with it. GitHub documents no message of its own for that. */
  "account-deleted": api(() => refuseCredentials()),
} as const satisfies Record<string, Fault>;

function api(strike: Fault["strike"]): Fault {
  return { where: "api", strike };
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function rateLimited({ user }: FaultCall, reset: number | string, status = 403): Response {
  const whole = typeof reset === "number" ? Math.ceil(reset) : reset;
  return refuseRest({
    status,
    message: `API rate limit exceeded for ${countedAs(user)}.`,
    documentationUrl: LIMITS,
    headers: rateLimitHeaders({ limit: 5000, used: 5000, remaining: 0, reset: whole }),
  });
}

/** @see https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
function secondaryLimit(status: number, headers: Record<string, string>): Response {
  return refuseRest({
    status,
    message:
      "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    documentationUrl: `${LIMITS}#about-secondary-rate-limits`,
    headers,
  });
}

/** @see https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
function redirectAway({ request }: FaultCall, status: number): Response {
  const Location = `https://evil.example${new URL(request.url).pathname}`;
  return refuseRest({ status, message: "Moved Permanently", headers: { Location } });
}

/** Gives whoever a body describes another login, in its addresses too. */
function rename(text: string): string {
  const login = (parseJson(text) as { login?: unknown } | null)?.login;
  if (typeof login !== "string") return text;
  const renamed = JSON.parse(text.replaceAll(`/${login}`, `/${login}-renamed`)) as object;
  return JSON.stringify({ ...renamed, login: `${login}-renamed` });
}
