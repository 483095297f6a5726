import { fork } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { ServerResponse, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import { onTestFinished, vi } from "vitest";
import { attemptSignIn, type Behaviour } from "../browser/attempt.ts";
import type { Kit } from "../kit.ts";
import type { CreateClient } from "./client-under-test.ts";
import { loginOf } from "./login-of.ts";
import { MemoryOAuthClient } from "./memory-oauth-client.ts";
import { refresh, type Refreshed, type RefreshOrder } from "./refresh-process.test-support.ts";

export const login = "octocat";

/** Signs somebody in, and hands over the tokens, with what may be done to them. */
export async function signInForTokens(kit: Kit, person: Behaviour = {}) {
  const serverUrl = `${kit.origin}/mcp`;
  const tokenEndpoint = `${kit.origin}/token`;
  let asked = 0;
  const client = new MemoryOAuthClient({
    identity: {},
    openBrowser(url, stopBefore) {
      asked++;
      return attemptSignIn({ ...person, url, stopBefore, login });
    },
  });
  const authorize = async () => {
    if ((await auth(client, { serverUrl })) === "AUTHORIZED") return;
    const authorizationCode = client.takeResponse().get("code") ?? "";
    await auth(client, { serverUrl, authorizationCode });
  };
  await authorize();
  const client_id = client.clientInformation()?.client_id ?? "";
  const refreshToken = client.tokens()?.refresh_token ?? "";
  const formFor = (refresh_token: string) =>
    new URLSearchParams({
      grant_type: "refresh_token",
      client_id,
      refresh_token,
      resource: serverUrl,
    }).toString();
  return {
    refreshToken,
    accessToken: client.tokens()?.access_token ?? "",
    refreshWith: (token = "") => refresh(tokenEndpoint, formFor(token)),
    /** What `fetch` is told to send. */
    tokenRequest: (token: string): [string, RequestInit] => [
      tokenEndpoint,
      { method: "POST", body: new URLSearchParams(formFor(token)) },
    ],
    /** What a process of its own is told to send. */
    order: { tokenEndpoint, form: formFor(refreshToken) },
    revoke: (token: string) =>
      fetch(tokenEndpoint, { method: "POST", body: new URLSearchParams({ token, client_id }) }),
    /** Refreshes, or has the person sign in again, as the SDK decides. */
    authorize,
    asked: () => asked,
  };
}

/** Refreshes in a process of its own. */
export async function refreshElsewhere(order: RefreshOrder): Promise<Refreshed[]> {
  const child = fork(fileURLToPath(new URL("refresh-process.test-support.ts", import.meta.url)));
  onTestFinished(() => void child.kill());
  child.send(order);
  const answers: Refreshed[][] = await once(child, "message");
  return answers[0] ?? [];
}

/** Tells whether the MCP endpoint lets a bearer in; what it then says to an empty message is another matter. */
export async function isLetIn(kit: Kit, accessToken = ""): Promise<boolean> {
  const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" };
  const response = await kit.request("/mcp", { method: "POST", headers, body: "{}" });
  await response.text();
  return response.status !== 401;
}

/** Opens clients that share one home, and counts how often their person is asked. */
export async function openClients(kit: Kit, create: CreateClient, count = 1) {
  const { folder, environment, onProcess } = kit.forPrograms;
  const home = await mkdtemp(join(folder, "refresh-"));
  let asked = 0;
  const openBrowser = (url: string, stopBefore?: string) => {
    asked++;
    return attemptSignIn({ url, stopBefore, login });
  };
  const surroundings = {
    url: `${kit.origin}/mcp`,
    identity: {},
    home,
    environment,
    onProcess,
    openBrowser,
  };
  const open = async () => {
    const client = await create(surroundings);
    return Object.assign(client, { whoami: async () => loginOf(await client.use("whoami")) });
  };
  const client = await open();
  const clients = [client];
  onTestFinished(async () => {
    await Promise.all(clients.map((each) => each.close()));
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });
  while (clients.length < count) clients.push(await open());
  return { client, clients, home, asked: () => asked };
}

/**
 * Counts the token requests that reach the Worker over a socket, whoever sends them. Of the first `losesAnswers` the Worker
 * gives its answer, and the connection breaks before anybody hears it.
 *
 * @returns how many there were so far
 */
export function watchTokenRequests({ losesAnswers = 0 } = {}): () => number {
  let count = 0;
  const watch = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    if (request.url !== "/token") return;
    count++;
    if (count > losesAnswers) return;
    response.writeHead = function lose(...head: [number]) {
      ServerResponse.prototype.writeHead.apply(response, head);
      request.socket.destroy();
      return response;
    };
  };
  subscribe("http.server.request.start", watch);
  onTestFinished(() => void unsubscribe("http.server.request.start", watch));
  return () => count;
}

/** Lets every call of GitHub's API fail for the person. @returns how many did */
export function takeGitHubDown({ github }: Kit) {
  github.fail("* /user*", "503", { times: "always", login });
  onTestFinished(() => github.clearFaults());
  return () => github.faults.reduce((sum, { strikes }) => sum + strikes, 0);
}

/** Holds this process's refreshes back until there are so many, and lets them go at once. */
export function holdRefreshes(count: number): void {
  const { fetch } = globalThis;
  const together = Promise.withResolvers<void>();
  let waiting = 0;
  const spy = vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const { body } = init ?? {};
    const isRefresh = body instanceof URLSearchParams && body.get("grant_type") === "refresh_token";
    if (isRefresh && ++waiting === count) together.resolve();
    if (isRefresh) await together.promise;
    return fetch(input, init);
  });
  onTestFinished(() => spy.mockRestore());
}
