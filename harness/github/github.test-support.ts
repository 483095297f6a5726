import { test as base } from "vitest";
import { completeSignIn } from "../browser/sign-in.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { startNetwork } from "./network.ts";

export const CALLBACK = "http://localhost:43210/callback";
export const AUTHORIZE = "https://github.com/login/oauth/authorize";
export const ACCESS_TOKEN = "https://github.com/login/oauth/access_token";

type Parameters = Record<string, string>;

/** What `GET /user` says to a token: 200, or 401 once it is revoked or expired. */
export async function statusOf(githubAccessToken: string): Promise<number> {
  const headers = { Authorization: `Bearer ${githubAccessToken}` };
  return (await fetch("https://api.github.com/user", { headers })).status;
}

/** Tests with GitHub emulated, over the real msw and the real fetch. */
export const test = base
  .extend("clock", () => ({ nowMs: Date.parse("2026-11-22T12:00:00Z") }))
  .extend("github", ({ clock }) =>
    createGitHubEmulator({ callbackUrl: CALLBACK, now: () => clock.nowMs }),
  )
  .extend("network", { auto: true }, ({ github }, { onCleanup }) => {
    const network = startNetwork({ handlers: github.handlers });
    onCleanup(() => network.stop());
    return network;
  })
  /** An authorization URL of the app. */
  .extend("authorizationUrl", ({ github }) => (query?: Parameters) => {
    const client_id = github.app.clientId;
    const parameters = { client_id, redirect_uri: CALLBACK, state: "xyz", ...query };
    return `${AUTHORIZE}?${new URLSearchParams(parameters)}`;
  })
  /** Signs in, and brings back the code. */
  .extend("fetchCode", ({ authorizationUrl }) => async (login: string, query?: Parameters) => {
    const url = authorizationUrl(query);
    const signedIn = await completeSignIn({ url, login, stopBefore: CALLBACK });
    return new URL(signedIn.url).searchParams.get("code") ?? "";
  })
  /** Sends a request for an access token; what is not given is right. */
  .extend(
    "requestToken",
    ({ github }) =>
      (
        parameters: Parameters,
        headers: Parameters = { Accept: "application/json" },
        signal: AbortSignal | null = null,
      ) => {
        const { clientId: client_id, clientSecret: client_secret } = github.app;
        const body = new URLSearchParams({ client_id, client_secret, ...parameters });
        return fetch(ACCESS_TOKEN, { method: "POST", headers, body, signal });
      },
  )
  /** An access token of the app's for a user. */
  .extend(
    "githubAccessToken",
    ({ fetchCode, requestToken }) =>
      async (login: string, scope = "") => {
        const response = await requestToken({ code: await fetchCode(login, { scope }) });
        const { access_token }: { access_token: string } = await response.json();
        return access_token;
      },
  )
  /** Asks the REST API as a user, with all scopes that matter here. */
  .extend("getAs", ({ githubAccessToken }) => {
    const tokens = new Map<string, Promise<string>>();
    return async (path = "/user", login = "octocat", signal?: AbortSignal) => {
      tokens.set(login, tokens.get(login) ?? githubAccessToken(login, "user repo"));
      const headers = { Authorization: `Bearer ${await tokens.get(login)}` };
      const url = `https://api.github.com${path}`;
      return fetch(url, { headers, redirect: "manual", signal: signal ?? null });
    };
  });
