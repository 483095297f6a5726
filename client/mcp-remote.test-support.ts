import { createHash } from "node:crypto";
import { mkdir, mkdtempDisposable, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startBridge, type BridgeOptions } from "./bridge.test-support.ts";
import { type OAuthServer } from "./oauth-server.test-support.ts";
import { personAt } from "./person.test-support.ts";
import { signInStatus } from "./sign-in-status.ts";

/** A person's home, with a store of its own for mcp-remote. */
export async function openHome(options?: { stays?: boolean }) {
  const home = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const person = await personAt(home.path, options);
  const configDir = join(home.path, "store");
  return {
    ...person,
    path: home.path,
    configDir,
    store: join(configDir, "mcp-remote-v1"),
    env: { ...person.platform.env, HOME: home.path, MCP_REMOTE_CONFIG_DIR: configDir } as Record<
      string,
      string
    >,
    [Symbol.asyncDispose]: () => home.remove(),
  };
}
export type Home = Awaited<ReturnType<typeof openHome>>;

/** Starts mcp-remote, waits until it is connected, and ends it as a host does. */
export async function connectOnce(
  server: { url: string },
  home: Home,
  options: Partial<BridgeOptions> = {},
) {
  await using bridge = startBridge(server.url, { env: home.env, ...options });
  const { result } = await bridge.initialize();
  bridge.child.stdin!.end();
  await bridge.ended();
  return { result, stderr: bridge.stderr() };
}

export const connected = { serverInfo: { name: "little" } };

export async function fileOf(home: Home, name: string): Promise<string> {
  const file = (await readdir(home.store)).find((entry) => entry.endsWith(name));
  if (file === undefined) throw new Error(`no ${name}`);
  return join(home.store, file);
}

/** Stores a sign-in as mcp-remote would have left it: `client` and tokens that the server has issued, changed as the test says. */
export async function storeSignIn(
  server: OAuthServer,
  home: Home,
  changes: { access_token?: string; refresh_token?: string; expires_at?: number } | string = {},
): Promise<void> {
  const entry = { command: "node", args: ["mcp-remote", server.url], env: home.env };
  const { callbackPort } = await signInStatus(entry, home);
  const hash = createHash("md5").update(server.url).digest("hex");
  const client = {
    client_id: "stored",
    redirect_uris: [`http://localhost:${callbackPort}/oauth/callback`],
  };
  server.clients.set(client.client_id, client);
  server.accessTokens.add("good-access");
  server.refreshTokens.add("good-refresh");
  const tokens = {
    access_token: "good-access",
    refresh_token: "good-refresh",
    token_type: "Bearer",
  };
  await mkdir(home.store, { recursive: true });
  const write = (name: string, text: string) =>
    writeFile(join(home.store, `${hash}_${name}`), text);
  await write("client_info.json", JSON.stringify(client));
  await write(
    "tokens.json",
    typeof changes === "string" ? changes : JSON.stringify({ ...tokens, ...changes }),
  );
}

/** How often a person saw the sign-in page. */
export async function pages(server: OAuthServer, home: Home): Promise<number> {
  const visits = await home.visited();
  return visits.filter((url) => url.startsWith(`${server.origin}/authorize`)).length;
}
