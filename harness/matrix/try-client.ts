import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { signInFailed } from "../browser/failure.ts";
import { attemptSignIn, type AttemptOptions, type SignInAttempt } from "../browser/attempt.ts";
import type { ForPrograms } from "../kit.ts";
import type { Cell, ClientName, Registration } from "./cell.ts";
import type { ClientUnderTest, CreateClient, Identity } from "./client-under-test.ts";
import { createInspectorClient } from "./inspector.ts";
import { createMcpRemoteClient } from "./mcp-remote.ts";
import { createSdkV1Client } from "./sdk-v1.ts";
import { createSdkV2Client } from "./sdk-v2.ts";

const create: Record<ClientName, CreateClient> = {
  "sdk-v1": createSdkV1Client,
  "sdk-v2": createSdkV2Client,
  "mcp-remote": createMcpRemoteClient,
  inspector: createInspectorClient,
};

/** A client that was told an error has this long to end by itself; one that was told nothing would wait for minutes. */
const PATIENCE_MS = { refused: 5000, stopped: 500 };

export interface Trial extends Pick<Cell, "client" | "registration"> {
  /** The MCP endpoint. */
  url: string;
  identity: Identity;
  /** Who signs in, and how. */
  login: string;
  person: Partial<AttemptOptions>;
  forPrograms: ForPrograms;
  /** Told by which `client_id` the client came, whenever it opens a browser. */
  onClient?: ((mcpClientId: string) => void) | undefined;
  /** Called with the time that the person took at the browser. */
  onSignIn?: ((ms: number) => void) | undefined;
}

/** A client at work. */
export interface Trying {
  readonly client: Pick<ClientUnderTest, "mcpAccessToken" | "spoilAccessToken">;
  /** As {@link ClientUnderTest.use}, but no longer than the client has something to wait for. */
  readonly use: ClientUnderTest["use"];
  /** How the browser fared, so far. */
  readonly attempts: readonly (SignInAttempt & { readonly mcpClientId: string })[];
}

/** Starts a client in a home of its own, with a person at its browser, and ends it when `judge` is done. */
export async function tryClient<T>(
  trial: Trial,
  judge: (trying: Trying) => Promise<T>,
): Promise<T> {
  const { client: name, registration, url, identity, login, person, onSignIn, onClient } = trial;
  const { folder, environment, onProcess } = trial.forPrograms;
  const attempts: Trying["attempts"][number][] = [];
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {}); // it may come when nobody waits any more
  const home = await mkdtemp(join(folder, "client-"));
  const client = await create[name]({
    url,
    identity,
    home,
    environment,
    onProcess,
    async openBrowser(authorizationUrl, stopBefore) {
      const mcpClientId = new URL(authorizationUrl).searchParams.get("client_id") ?? "";
      onClient?.(mcpClientId);
      checkIdentity(mcpClientId, registration, identity);
      const started = performance.now();
      const how = { url: authorizationUrl, login, stopBefore };
      const attempt = { ...(await attemptSignIn({ ...how, ...person })), mcpClientId };
      onSignIn?.(performance.now() - started);
      attempts.push(attempt);
      const { kind } = attempt.ending;
      if (kind !== "approved") {
        setTimeout(() => over.reject(new Error("It goes on waiting.")), PATIENCE_MS[kind]);
      }
      return attempt;
    },
  });
  try {
    const use = (tool?: string) => Promise.race([client.use(tool), over.promise]);
    return await judge({ client, use, attempts });
  } finally {
    await client.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A client that comes under another name than it should proves nothing. */
function checkIdentity(
  actual: string,
  registration: Registration,
  { clientId, metadataUrl }: Identity,
): void {
  const isRight =
    registration === "dynamic"
      ? !actual.startsWith("https:")
      : actual === (clientId ?? metadataUrl);
  if (isRight) return;
  // Without the id: one that is new each time would make each cell's reason another.
  throw signInFailed(`The client came under another client_id than a ${registration} one.`, [], {
    hint: "Check which ways to be known the authorization server's metadata offers.",
  });
}
