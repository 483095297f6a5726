import { createHash, randomBytes } from "node:crypto";
import { onTestFinished, vi } from "vitest";
import { attemptSignIn, type Kit, type SignedIn } from "../../harness/index.ts";

/** Where the clients of these tests have their codes sent; nothing listens there. */
export const redirectUri = "http://127.0.0.1:33418/callback";

/** What is changed of a well-formed request: a value, several, or none at all. */
export type Changes = Record<string, string | readonly string[] | null>;

export interface RegisteredClient {
  client_id: string;
  client_secret?: string;
  redirect_uris: string[];
}

/** Sends client metadata to the registration endpoint. */
export function sendRegistration(
  kit: Kit,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return ask(kit, "/register", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** Registers a public client (RFC 7591). */
export async function register(kit: Kit, metadata: object = {}): Promise<RegisteredClient> {
  const response = await sendRegistration(kit, {
    client_name: "Test app",
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: "none",
    ...metadata,
  });
  if (response.status !== 201) throw new Error(`Registration: ${await response.text()}`);
  return (await response.json()) as RegisteredClient;
}

/** A code verifier and its challenge (RFC 7636). */
export const codeVerifier = randomBytes(32).toString("base64url");
export const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");

/** The path and query of a well-formed authorization request, with changes. */
export function authorizationPath(client: RegisteredClient, changes: Changes = {}): string {
  const parameters: Changes = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: "code",
    scope: "read",
    state: "the client's state",
    code_challenge: codeChallenge,
    code_challenge_method: "S256",
    ...changes,
  };
  const pairs = Object.entries(parameters).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map((each) => [name, each]),
  );
  return `/authorize?${new URLSearchParams(pairs)}`;
}

/** One browser: keeps cookies, follows nothing. */
export class Visitor {
  readonly kit: Kit;
  readonly cookies = new Map<string, string>();
  /** Everything that came back: address, headers and body, for tests that look for a secret in it. */
  readonly traffic: string[] = [];

  constructor(kit: Kit) {
    this.kit = kit;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ accept: "text/html", ...(init.headers as object) });
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    if (cookie && !headers.has("cookie")) headers.set("cookie", cookie);
    const response = await ask(this.kit, path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    this.traffic.push(
      [path, ...[...response.headers].flat(), await response.clone().text()].join("\n"),
    );
    return response;
  }

  /** Answers a consent page. */
  post(form: Changes, headers: Record<string, string> = {}): Promise<Response> {
    const pairs = Object.entries(form).flatMap(([name, value]) =>
      value === null ? [] : [value].flat().map((each) => [name, each]),
    );
    return this.request("/authorize", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(pairs).toString(),
    });
  }

  /** Opens a consent page. @returns the handle in its form */
  async openConsent(client: RegisteredClient, changes: Changes = {}): Promise<string> {
    const page = await this.request(authorizationPath(client, changes));
    return handleOf(await page.text());
  }

  /** Goes through consent. @returns GitHub's authorization URL */
  async goToGitHub(client: RegisteredClient, changes: Changes = {}): Promise<URL> {
    const handle = await this.openConsent(client, changes);
    const scope = String(changes["scope"] ?? "read").split(" ");
    return locationOf(await this.post({ handle, decision: "approve", scope }));
  }

  /** Goes through consent and GitHub. @returns path and query of the callback, which was not requested yet */
  async goToCallback(
    client: RegisteredClient,
    login = "octocat",
    how: { gitHubScopes?: readonly string[]; changes?: Changes } = {},
  ): Promise<string> {
    const { gitHubScopes, changes } = how;
    return this.authorizeAtGitHub(await this.goToGitHub(client, changes), login, gitHubScopes);
  }

  /** Goes through GitHub alone. @returns as {@link goToCallback} does */
  async authorizeAtGitHub(
    { href }: URL,
    login = "octocat",
    gitHubScopes?: readonly string[],
  ): Promise<string> {
    const stopBefore = `${this.kit.origin}/callback`;
    const { url } = await attemptSignIn({ url: href, login, stopBefore, gitHubScopes });
    return url.slice(this.kit.origin.length);
  }
}

/** Signs in with scopes of one's own choice, and with a refresh token. */
export async function signInFor(
  kit: Kit,
  login: string,
  { scope = "read", client: known }: { scope?: string; client?: RegisteredClient } = {},
): Promise<Tokens & SignedIn & { client: RegisteredClient }> {
  const visitor = new Visitor(kit);
  const client = known ?? (await register(kit));
  const path = await visitor.goToCallback(client, login, { changes: { scope } });
  const tokens = await redeem(kit, client, toldClient(await visitor.request(path))["code"] ?? "");
  const { access_token: mcpAccessToken } = tokens;
  return { ...tokens, mcpAccessToken, mcpClientId: client.client_id, client };
}

/** The handle in a consent page's form. */
export function handleOf(page: string): string {
  const handle = /name="handle" value="([^"]+)"/.exec(page)?.[1];
  if (handle === undefined) throw new Error(`No consent page:\n${page.slice(-2000)}`);
  return handle;
}

export function locationOf(response: Response): URL {
  const location = response.headers.get("location");
  if (location === null) throw new Error(`Status ${response.status} leads nowhere`);
  return new URL(location);
}

/** What a client is told at its redirect URI. */
export function toldClient(response: Response): Record<string, string> {
  const url = locationOf(response);
  if (url.origin + url.pathname !== redirectUri) throw new Error(`Sent to ${url.origin}`);
  return Object.fromEntries(url.searchParams);
}

export interface Tokens {
  access_token: string;
  refresh_token: string;
  scope: string;
}

/** Exchanges a code, or a refresh token, at the token endpoint. */
export async function exchange(kit: Kit, form: Record<string, string>): Promise<Tokens> {
  const response = await ask(kit, "/token", { method: "POST", body: new URLSearchParams(form) });
  if (!response.ok) throw new Error(`Token endpoint: ${await response.text()}`);
  return (await response.json()) as Tokens;
}

/** Exchanges the code of an authorization request of {@link authorizationPath}. */
export function redeem(kit: Kit, client: RegisteredClient, code: string): Promise<Tokens> {
  return exchange(kit, {
    grant_type: "authorization_code",
    client_id: client.client_id,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
    code,
  });
}

/**
 * Sends a request to the Worker, and fails for a 5xx that no row of these tests asks for.
 */
export async function ask(kit: Kit, path: string, init: RequestInit = {}): Promise<Response> {
  const response = await kit.request(path, init);
  if (response.status < 500) return response;
  throw new Error(`${init.method ?? "GET"} ${path.slice(0, 200)} was answered ${response.status}`);
}

/** Counts what GitHub is asked until the test ends. @returns how often so far */
export function countGitHubRequests(kit: Kit): () => number {
  // A fault that changes nothing but the clock: the plan counts how often it struck.
  kit.github.clearFaults();
  kit.github.fail("* /*", "clock-ahead", { times: "always" });
  onTestFinished(() => kit.github.clearFaults());
  return () => kit.github.faults.reduce((sum, { strikes }) => sum + strikes, 0);
}

/** What the Worker asked GitHub, while the test may answer in GitHub's place. */
export interface Exchange {
  request: Request;
  answer: string;
}

/** Records what the Worker exchanges with GitHub until the test ends; `answers` may put an answer in place of the true one. */
export function watchGitHub(answers: Partial<Record<string, () => Response>> = {}): Exchange[] {
  const exchanges: Exchange[] = [];
  const reach = globalThis.fetch;
  const watched = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const instead = answers[new URL(request.url).pathname];
    const response = instead ? instead() : await reach(input, init);
    exchanges.push({ request, answer: await response.clone().text() });
    return response;
  });
  onTestFinished(() => watched.mockRestore());
  return exchanges;
}
