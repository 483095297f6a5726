import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import { onTestFinished } from "vitest";
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

/** Opens a client in a home of its own, and counts how often its person is asked. */
export async function openClient(kit: Kit, create: CreateClient) {
  const { folder, environment, onProcess } = kit.forPrograms;
  const home = await mkdtemp(join(folder, "refresh-"));
  let asked = 0;
  const openBrowser = (url: string, stopBefore?: string) => {
    asked++;
    return attemptSignIn({ url, stopBefore, login });
  };
  const url = `${kit.origin}/mcp`;
  const client = await create({ url, identity: {}, home, environment, onProcess, openBrowser });
  onTestFinished(async () => {
    await client.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });
  const whoami = async () => loginOf(await client.use("whoami"));
  return { client: Object.assign(client, { whoami }), asked: () => asked };
}
