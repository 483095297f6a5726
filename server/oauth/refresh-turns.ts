import { DurableObject } from "cloudflare:workers";
import { OAuthProvider } from "@cloudflare/workers-oauth-provider";
import { oauthApi, withoutEndpoints } from "./oauth-api.ts";
import { withShortKeys } from "./short-keys.ts";

/** The latest refresh is answered alike for so long. */
const sameAnswerMs = 10_000;

/** A refresh request, in a form that can be handed on. */
export interface RefreshRequest {
  url: string;
  /** The protected resource. */
  resource: string;
  headers: [name: string, value: string][];
  /** The form. */
  body: string;
}

export interface RefreshAnswer {
  status: number;
  headers: [name: string, value: string][];
  body: string;
}

/**
 * Lets the refreshes of one grant take turns, one object for each grant.
 *
 * The OAuth provider remembers one successor of a refresh token: of several programs that refresh at once with the same one, all
 * but the last would be signed out. Here the first is answered by the provider, and who asks the same right after it gets the
 * same answer, as long as it is good. Answers stay in memory, never in storage; without them, the provider's own grace is left.
 */
export class RefreshTurns extends DurableObject<Env> {
  #turn: Promise<unknown> = Promise.resolve();
  #latest: { question: string; answer: Promise<RefreshAnswer>; untilMs: number } | undefined;

  async refresh(request: RefreshRequest): Promise<RefreshAnswer> {
    const question = JSON.stringify(request);
    const latest = this.#latest;
    if (latest?.question === question && Date.now() < latest.untilMs) {
      const given = await latest.answer;
      if (given.status !== 200 || (await this.#stands(given, request))) return given;
    }

    const answer = this.#turn.then(() => this.#ask(request));
    this.#turn = answer.catch(() => {});
    const asked = { question, answer, untilMs: Date.now() + sameAnswerMs };
    this.#latest = asked;
    const { status } = await answer.catch(() => ({ status: 500 }));
    // A refusal, as of somebody who guesses, takes nothing from who comes after.
    if (status !== 200 && this.#latest === asked) this.#latest = latest;
    return answer;
  }

  /** Says whether the access token of an answer is still good: grant or token may have been revoked since. */
  async #stands({ body }: RefreshAnswer, { resource }: RefreshRequest): Promise<boolean> {
    const answer: { access_token: string } = JSON.parse(body);
    return (await oauthApi(resource, this.env).unwrapToken(answer.access_token)) !== null;
  }

  async #ask({ url, resource, headers, body }: RefreshRequest): Promise<RefreshAnswer> {
    const provider = new OAuthProvider<Env>(withoutEndpoints(resource, this.env));
    const request = new Request(url, { method: "POST", headers, body });
    const { ctx } = this;
    if (!isForProvider(ctx)) throw new Error("A Durable Object has no waitUntil any more");
    const response = await provider.fetch(request, withShortKeys(this.env), ctx);
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  }
}

/** The provider wants a request's context for what goes on after an answer; all else there is for endpoints. */
function isForProvider(ctx: object): ctx is ExecutionContext {
  return "waitUntil" in ctx;
}

/** The provider's refresh tokens are `user:grant:secret`. */
const refreshToken = /^(?<grant>[\w-]{1,64}:[\w-]{1,64}):[\w-]{1,128}$/;

/** Names the grant that a token request is about to refresh. @returns undefined for any other request */
export function grantToRefresh(form: string): string | undefined {
  const parameters = new URLSearchParams(form);
  if (parameters.get("grant_type") !== "refresh_token") return undefined;
  return refreshToken.exec(parameters.get("refresh_token") ?? "")?.groups?.["grant"];
}
