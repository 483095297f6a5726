import { routes, tools } from "../../server/contract.ts";
import { CODE_LIFE_MS } from "../github/authorization-codes.ts";
import type { Kit } from "../kit.ts";
import {
  clients,
  endings,
  hosts,
  registrations,
  type Cell,
  type MatrixRow,
  type Verdict,
} from "./cell.ts";
import { makeKnown, whyUnknowable, type Publish } from "./identity.ts";
import { failed } from "./judge.ts";
import { runCell, type CellContext } from "./run-cell.ts";
import { hasSdkV2 } from "./sdk-v2.ts";

export interface MatrixOptions {
  /** Path of the MCP endpoint. Default `/mcp`. */
  endpoint?: string | undefined;
  /** A tool that needs no arguments and tells who is signed in, as {@link loginOf} reads it. Default `whoami`. */
  tool?: string | undefined;
  /** Which cells to try; all by default. */
  only?: ((cell: Cell) => boolean) | undefined;
  /** Where client metadata documents are put; without it those cells are impossible. */
  publish?: Publish | undefined;
}

type MatrixKit = Pick<Kit, "origin" | "github" | "forPrograms">;

/**
 * Tries who can sign in how: every client, every way to be known, each host, and every ending.
 *
 * Clients run side by side, each as a GitHub user of its own; who cancels at GitHub is one more, since GitHub does not ask
 * again whoever once authorized. Codes expire when all else is done: GitHub has one clock.
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
  let passedMs = 0;
  const letCodeExpire = () => {
    passedMs += CODE_LIFE_MS;
    kit.github.passTime(CODE_LIFE_MS);
  };
  const unknowable = new Map<string, Promise<string | undefined>>();
  const judgeCell = async (cell: Cell): Promise<Verdict> => {
    const { client, registration, host } = cell;
    const key = `${registration} ${host}`;
    const asked =
      unknowable.get(key) ?? whyUnknowable(registration, endpointFor(cell, kit, options));
    unknowable.set(key, asked);
    const impossible =
      (client === "sdk-v2" ? withoutSdkV2 : undefined) ??
      whyImpossible(cell, options) ??
      (await asked);
    if (impossible !== undefined) return { status: "impossible", reason: impossible };
    return tryCell(cell, kit, { ...options, letCodeExpire });
  };
  for (const host of hosts) {
    const rowsOfHost = clients.flatMap((client) =>
      registrations.map((registration): MatrixRow => ({ client, registration, host, cells: {} })),
    );
    for (const phase of phases) {
      const columns = clients.map(async (client) => {
        for (const { cells, ...way } of rowsOfHost.filter((row) => row.client === client)) {
          const wanted = phase.filter((ending) => options.only?.({ ...way, ending }) ?? true);
          for (const ending of wanted) cells[ending] = await judgeCell({ ...way, ending });
        }
      });
      await Promise.all(columns);
    }
    rows.push(...rowsOfHost);
  }
  kit.github.passTime(-passedMs);
  return rows.filter(({ cells }) => Object.keys(cells).length > 0);
}

/** While somebody's code expires, nobody may be under way whose code must not. */
const phases = [endings.filter((ending) => ending !== "expired"), ["expired"] as const];

async function tryCell(
  cell: Cell,
  kit: MatrixKit,
  options: MatrixOptions & Pick<CellContext, "letCodeExpire">,
): Promise<Verdict> {
  const { tool = tools.whoami, publish, letCodeExpire } = options;
  const url = endpointFor(cell, kit, options);
  const login = loginFor(cell, kit);
  try {
    if (cell.ending === "cancel") kit.github.revoke(login); // there is a page to cancel on
    const identity = await makeKnown(cell.client, cell.registration, {
      origin: new URL(url).origin,
      publish,
    });
    return await runCell(cell, {
      url,
      tool,
      identity,
      login,
      forPrograms: kit.forPrograms,
      letCodeExpire,
    });
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function endpointFor(
  { host }: Cell,
  { origin }: MatrixKit,
  { endpoint = routes.mcp }: MatrixOptions,
): string {
  return origin.replace("localhost", host) + endpoint;
}

function loginFor({ client, ending }: Cell, { github: { logins } }: MatrixKit): string {
  const turn = ending === "cancel" ? clients.length : clients.indexOf(client);
  return logins[turn % logins.length] ?? "";
}

function whyImpossible({ registration }: Cell, { publish }: MatrixOptions): string | undefined {
  if (registration === "metadata-document" && publish === undefined) {
    return "The Worker would fetch the client's document over https, and nothing serves one here.";
  }
  return undefined;
}
