import { attemptSignIn, type AttemptOptions } from "./attempt.ts";
import { errorOf, redirect, serve, type Answer, type SeenRequest } from "./site.test-support.ts";

export const stopBefore = "http://127.0.0.1:33418/callback";
export const done = redirect(`${stopBefore}?code=c`);
export const told = redirect(`${stopBefore}?error=access_denied`);
export const refused: Answer = { status: 403, body: "That is not yours." };
export type Handler = (request: SeenRequest & { session: string }) => Answer;

export const form = (controls: string, action = "") =>
  `<form method="post" action="${action}">${controls}</form>`;
export const token = (value: string) => `<input type="hidden" name="csrf" value="token-${value}">`;
export const isOwn = ({ body, session }: { body: string; session: string }) =>
  body.includes(`token-${session}`);

/** Serves to each browser its own session, with a cookie. */
export function serveSessions(routes: Record<string, Handler>) {
  let sessions = 0;
  const withSession = (handle: Handler) => (request: SeenRequest) => {
    const known = /session=(\d+)/.exec(request.headers.cookie ?? "")?.[1];
    const session = known ?? String(++sessions);
    const answer = handle({ ...request, session });
    const whole = typeof answer === "string" ? { body: answer } : answer;
    const cookie = { "Set-Cookie": `session=${session}; Path=/` };
    return { ...whole, headers: { ...whole.headers, ...(known ? {} : cookie) } };
  };
  return serve(
    Object.fromEntries(Object.entries(routes).map(([at, handle]) => [at, withSession(handle)])),
  );
}

/** GitHub is at 127.0.0.1, and asks for nothing but a button. */
export const gitHub: Record<string, Handler> = {
  "GET /login/oauth/authorize": () => form("<button>Authorize</button><button>Cancel</button>"),
  "POST /login/oauth/authorize": ({ url: { port } }) =>
    redirect(`http://localhost:${port}/callback?code=g`),
};
export const toGitHub: Handler = ({ url: { port } }) =>
  redirect(`http://127.0.0.1:${port}/login/oauth/authorize`);

export async function attempt({ origin }: { origin: string }, options: Partial<AttemptOptions>) {
  const going = attemptSignIn({
    url: `${origin}/authorize?redirect_uri=${encodeURIComponent(stopBefore)}`,
    login: "octocat",
    stopBefore,
    gitHubUrl: origin.replace("localhost", "127.0.0.1"),
    passTime: () => {},
    ...options,
  });
  return (await errorOf(going)) ?? (await going).ending;
}

export const consent: Record<string, Handler> = {
  "GET /consent": ({ session }) =>
    `<h1>Let it in?</h1>${form(`${token(session)}<button>Allow</button><button name="no">Deny</button>`)}`,
  "POST /consent": () => done,
};

/** A consent that hears a no. */
export const decide: Handler = ({ body }) => (body.includes("no=") ? told : done);

export const postsOf = (site: { requests: readonly SeenRequest[] }) =>
  site.requests
    .filter(({ method }) => method === "POST")
    .map(({ url, body }) => `${url.pathname} ${body}`);
