import { routes, tools } from "../../server/contract.ts";
import type { Kit } from "../kit.ts";
import {
  clients,
  endings,
  hosts,
  registrations,
  type Cell,
  type ClientName,
  type Host,
  type MatrixRow,
  type Registration,
  type Verdict,
} from "./cell.ts";
import { makeKnown, type Publish } from "./identity.ts";
import { failed } from "./judge.ts";
import { runCell } from "./run-cell.ts";
import { hasSdkV2 } from "./sdk-v2.ts";

export interface MatrixOptions {
  /** Path of the MCP endpoint. Default `/mcp`. */
  endpoint?: string | undefined;
  /** The tool that tells in `structuredContent.login` who is signed in. Default `whoami`. */
  tool?: string | undefined;
  /** Which cells to try; all by default. */
  only?: ((cell: Cell) => boolean) | undefined;
  /** Where client metadata documents are put; without it those cells are impossible. */
  publish?: Publish | undefined;
  /** Changes the GitHub app's callback URL; without it only the host can be had that it has. */
  setCallbackUrl?: ((url: string) => void) | undefined;
}

type MatrixKit = Pick<Kit, "origin" | "github" | "forPrograms">;

/**
 * Tries who can sign in how: every client, every way to be known, each host, and every ending.
 *
 * Clients run side by side, each as a GitHub user of its own; who cancels at GitHub is one more, since GitHub does not ask
 * again whoever once authorized.
 *
 * @example
 * const rows = await runSignInMatrix(kit);
 * console.log(formatMatrix(rows));
 */
export async function runSignInMatrix(
  kit: MatrixKit,
  options: MatrixOptions = {},
): Promise<MatrixRow[]> {
  const rows: MatrixRow[] = [];
  const withoutSdkV2 = (await hasSdkV2())
    ? undefined
    : "@modelcontextprotocol/client is not installed.";
  for (const host of hosts) {
    const { port } = new URL(kit.origin);
    options.setCallbackUrl?.(`http://${host}:${port}${routes.callback}`);
    const columns = clients.map(async (client) => {
      const column: MatrixRow[] = [];
      for (const registration of registrations) {
        const way = { client, registration, host };
        const impossible =
          (client === "sdk-v2" ? withoutSdkV2 : undefined) ?? whyImpossible(way, kit, options);
        column.push(await runRow(way, { kit, options, impossible }));
      }
      return column;
    });
    rows.push(...(await Promise.all(columns)).flat());
  }
  options.setCallbackUrl?.(kit.origin + routes.callback);
  return rows.filter(({ cells }) => Object.keys(cells).length > 0);
}

type Way = Pick<Cell, "client" | "registration" | "host">;

async function runRow(
  way: Way,
  {
    kit,
    options,
    impossible,
  }: { kit: MatrixKit; options: MatrixOptions; impossible: string | undefined },
): Promise<MatrixRow> {
  const cells: MatrixRow["cells"] = {};
  const wanted = endings.filter((ending) => options.only?.({ ...way, ending }) ?? true);
  for (const ending of wanted) {
    cells[ending] =
      impossible === undefined
        ? await tryCell({ ...way, ending }, kit, options)
        : { status: "impossible", reason: impossible };
  }
  return { ...way, cells };
}

async function tryCell(cell: Cell, kit: MatrixKit, options: MatrixOptions): Promise<Verdict> {
  const { endpoint = routes.mcp, tool = tools.whoami, publish } = options;
  const origin = kit.origin.replace("localhost", cell.host);
  try {
    const identity = await makeKnown(cell.client, cell.registration, { origin, publish });
    return await runCell(cell, {
      url: origin + endpoint,
      tool,
      identity,
      login: loginFor(cell, kit),
      forPrograms: kit.forPrograms,
    });
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function loginFor({ client, ending }: Cell, { github: { logins } }: MatrixKit): string {
  const turn = ending === "cancel" ? clients.length : clients.indexOf(client);
  return logins[turn % logins.length] ?? "";
}

function whyImpossible(
  { registration, host }: { client: ClientName; registration: Registration; host: Host },
  kit: MatrixKit,
  { publish, setCallbackUrl }: MatrixOptions,
): string | undefined {
  if (registration === "metadata-document" && publish === undefined) {
    return "The Worker would fetch the client's document over https, and nothing serves one here.";
  }
  if (new URL(kit.origin).hostname !== host && setCallbackUrl === undefined) {
    return `GitHub returns to the host of the app's one callback URL, and that is not ${host}.`;
  }
  return undefined;
}
