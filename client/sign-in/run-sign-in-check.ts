import { createHash, randomUUID } from "node:crypto";
import type { CheckSignInOptions, SignInCheck } from "../check-sign-in.ts";
import type { Platform } from "../platform.ts";
import { probeServer } from "../probe-server.ts";
import { createGuard, type Fetch } from "../probe/guarded-fetch.ts";
import { isSafeEndpoint } from "../probe/oauth-metadata.ts";
import type { OAuthServer, ServerProbe } from "../probe/server-probe.ts";
import { signInStatus } from "../sign-in-status.ts";
import type { SignInTarget } from "./bridge-arguments.ts";
import { openSignInStore } from "./open-store.ts";
import { readClient, readTokens } from "./store.ts";

type Checking = CheckSignInOptions & { platform: Platform };

/** Does what `checkSignIn` promises. */
export async function runSignInCheck(
  target: SignInTarget,
  options: Checking,
): Promise<SignInCheck> {
  const { platform, ...probing } = options;
  const name = typeof target === "string" ? target : "<name>";
  const login = `Run \`mcp-kit login ${name}\`.`;
  const { bridge, store } = await openSignInStore(target, platform);
  const status = await signInStatus(target, { platform });
  const [found, client] = await Promise.all([readTokens(store), readClient(store)]);
  const is = (state: SignInCheck["state"], message: string, hint?: string): SignInCheck => ({
    state,
    message,
    ...(hint !== undefined && { hint }),
    status,
  });
  if (!found && !client) return is("signed-out", "No sign-in is stored for this server.");

  const withToken: ServerProbe | undefined =
    found && (status.expiresInS ?? Infinity) > 0
      ? await probeServer(bridge.url, {
          ...probing,
          headers: { ...bridge.headers, Authorization: `Bearer ${found.tokens.access_token}` },
        })
      : undefined;
  const isTaken = withToken?.kind === "authless";
  // Where the token is taken only a request without it leads to the authorization server, which may have forgotten the client.
  const probe =
    withToken && !isTaken
      ? withToken
      : await probeServer(bridge.url, { ...probing, headers: bridge.headers });
  const valid = is("valid", "The server takes the stored sign-in.");
  if (probe.kind !== "oauth" && isTaken) return valid;
  if (probe.kind !== "oauth")
    return is(
      "unknown",
      probe.kind === "unreachable"
        ? probe.message
        : "The server asks for no sign-in of the kind that is stored.",
    );

  if (client && (await isForgotten(probe, client, probing)))
    return is(
      "client-forgotten",
      "The authorization server no longer knows the client that mcp-remote is registered as.",
      `Run \`mcp-kit logout ${name}\`, which forgets the registration here too, and then \`mcp-kit login ${name}\`.`,
    );
  if (isTaken) return valid;
  if (!found)
    return is(
      "signed-out",
      "mcp-remote is registered at this server, but nobody is signed in.",
      login,
    );
  const over = withToken ? "is refused by the server" : "has expired";
  return status.refreshable
    ? is(
        withToken ? "refused" : "refreshable",
        `The access token ${over}; mcp-remote renews it when it next starts, if the server lets it.`,
      )
    : is("expired", `The access token ${over}, and there is none to renew it with.`, login);
}

/**
 * Whether the authorization server refuses our client and says so, or refuses it before any person is asked and in the way in which
 * it refuses one that cannot exist.
 */
async function isForgotten(
  { authorizationEndpoint: page }: OAuthServer,
  client: { client_id: string; redirect_uris: string[] },
  { fetch: fetchFn = fetch, signal, timeoutMs = 10_000 }: CheckSignInOptions,
): Promise<boolean> {
  if (page === undefined || !isSafeEndpoint(page)) return false;
  const deadline = AbortSignal.timeout(timeoutMs);
  const limit = signal ? AbortSignal.any([deadline, signal]) : deadline;
  const ask = (clientId: string) =>
    askForPage(page, clientId, client.redirect_uris[0] ?? "", fetchFn, limit);
  try {
    const ours = await ask(client.client_id);
    if (/^(invalid|unauthorized)_client$/.test(ours.error ?? "")) return true;
    if (ours.status !== 400 && ours.status !== 401) return false;
    const nobodys = await ask(randomUUID());
    return ours.status === nobodys.status && ours.error === nobodys.error;
  } catch {
    return false; // what cannot be asked is not known
  }
}

/** Asks for the sign-in page as a browser would, and goes no further. */
async function askForPage(
  page: string,
  clientId: string,
  redirectUri: string,
  fetchFn: Fetch,
  signal: AbortSignal,
): Promise<{ status: number; error: string | undefined }> {
  const url = new URL(page);
  const parameters = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    state: randomUUID(),
    code_challenge: createHash("sha256").update(randomUUID()).digest("base64url"),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  let redirect: URL | undefined;
  const guard = createGuard(url, {
    headers: {},
    signal,
    fetch: async (to, init) => {
      const response = await fetchFn(to, init);
      const location = response.headers.get("location");
      if (location === null || !URL.canParse(location, to)) return response;
      redirect = new URL(location, to);
      await response.body?.cancel();
      return new Response(null, { status: 204 }); // it would sign in, or ask somebody: enough is known
    },
  });
  const response = await guard.fetch(url, { headers: { accept: "application/json" } });
  const body = await response.text();
  if (redirect) return { status: 302, error: redirect.searchParams.get("error") ?? undefined };
  const [, error] = /"error"\s*:\s*"([a-z_]{1,40})"/.exec(body.slice(0, 4096)) ?? [];
  return { status: response.status, error };
}
