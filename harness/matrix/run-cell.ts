import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { attemptSignIn, type AttemptOptions, type SignInAttempt } from "../browser/attempt.ts";
import type { ForPrograms } from "../kit.ts";
import type { Cell, ClientName, EndingName, Registration, Verdict } from "./cell.ts";
import type { CreateClient, Identity } from "./client-under-test.ts";
import { createInspectorClient } from "./inspector.ts";
import { failed, judges } from "./judge.ts";
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

export interface CellContext {
  /** The MCP endpoint. */
  url: string;
  tool: string;
  identity: Identity;
  /** Who signs in. */
  login: string;
  forPrograms: ForPrograms;
  /** Lets GitHub's clock go on until every code it has given is dead. */
  letCodeExpire: () => void;
}

/** Lets a new client sign in as a cell says, and judges what became of it. */
export async function runCell(cell: Cell, context: CellContext): Promise<Verdict> {
  const attempts: SignInAttempt[] = [];
  const over = Promise.withResolvers<never>();
  const { url, tool, identity, login, forPrograms } = context;
  const { folder, environment, onProcess } = forPrograms;
  const home = await mkdtemp(join(folder, "matrix-"));
  const client = await create[cell.client]({
    url,
    tool,
    identity,
    home,
    environment,
    onProcess,
    async openBrowser(authorizationUrl, stopBefore) {
      checkIdentity(new URL(authorizationUrl), cell.registration, identity);
      const how = { url: authorizationUrl, login, stopBefore };
      const attempt = await attemptSignIn({ ...how, ...personOf(cell.ending, context) });
      attempts.push(attempt);
      const { kind } = attempt.ending;
      if (kind !== "approved") {
        setTimeout(() => over.reject(new Error("It goes on waiting.")), PATIENCE_MS[kind]);
      }
      return attempt;
    },
  });
  const whoami = () => Promise.race([client.whoami(), over.promise]);
  try {
    return await judges[cell.ending]({ client, whoami, attempts, login });
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  } finally {
    await client.close();
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A client that comes under another name than the cell says proves nothing. */
function checkIdentity(
  { searchParams }: URL,
  registration: Registration,
  { clientId, metadataUrl }: Identity,
): void {
  const actual = searchParams.get("client_id") ?? "";
  const isRight =
    registration === "dynamic"
      ? !actual.startsWith("https:")
      : actual === (clientId ?? metadataUrl);
  if (!isRight)
    throw new Error(`It came with client_id "${actual}", which is not ${registration}.`);
}

function personOf(
  ending: EndingName,
  { url, letCodeExpire }: Pick<CellContext, "url" | "letCodeExpire">,
): Partial<AttemptOptions> {
  switch (ending) {
    case "deny":
      return { act: "deny" };
    case "cancel":
      return { act: "cancel-at-github" };
    case "forged":
      return { act: "forge-form" };
    case "expired":
      return {
        beforeHop(next) {
          // GitHub's code comes back to the Worker, the Worker's own to the client: only the first one dies.
          const isGitHubs = next.url.origin === new URL(url).origin;
          if (isGitHubs && next.url.searchParams.has("code")) letCodeExpire();
        },
      };
    default:
      return {};
  }
}
