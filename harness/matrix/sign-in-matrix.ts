import { routes, tools } from "../../server/contract.ts";
import { CODE_LIFE_MS } from "../github/authorization-codes.ts";
import { endpointUrl } from "../endpoint-url.ts";
import type { Kit } from "../kit.ts";
import {
  clients,
  endings,
  hosts,
  isStress,
  registrations,
  type Cell,
  type ClientName,
  type MatrixRow,
  type Verdict,
} from "./cell.ts";
import { makeKnown, whyUnknowable, type Publish } from "./identity.ts";
import { failed } from "./judge.ts";
import { runCell, type CellContext } from "./run-cell.ts";

export interface MatrixOptions {
  /** Path of the MCP endpoint. Default `/mcp`. */
  endpoint?: string | undefined;
  /** A tool that needs no arguments and tells who is signed in, as {@link loginOf} reads it. Default `whoami`. */
  tool?: string | undefined;
  /** Which cells to try; all by default. */
  only?: ((cell: Cell) => boolean) | undefined;
  /** Told of each cell that was tried, and of how many there are. */
  onTried?: ((done: number, of: number) => void) | undefined;
  /** Where client metadata documents are put; without it those cells are impossible. */
  publish?: Publish | undefined;
}

type MatrixKit = Pick<
  Kit,
  "origin" | "github" | "forPrograms" | "loseAnswers" | "firstTokenRefusal"
>;

/**
 * Tries who can sign in how: every client, every way to be known, each host, and every ending; and what becomes of each client's
 * refresh under stress.
 *
 * Clients run side by side, each as a GitHub user of its own; who cancels at GitHub is one more, since GitHub does not ask
 * again whoever once authorized. Codes expire when all else is done: GitHub has one clock. Where an answer is lost, or GitHub is down,
 * it is so for one client at a time.
 *
 * @throws {KitError} USAGE for an endpoint that is not the Worker's
 * @example
 * const rows = await runSignInMatrix(kit);
 * console.log(formatMatrix(rows));
 */
export async function runSignInMatrix(
  kit: MatrixKit,
  options: MatrixOptions = {},
): Promise<MatrixRow[]> {
  const rows: MatrixRow[] = [];
  endpointUrl(options.endpoint ?? routes.mcp, kit.origin); // or nothing is tried
  let passedMs = 0;
  const letCodeExpire = () => {
    passedMs += CODE_LIFE_MS;
    kit.github.passTime(CODE_LIFE_MS);
  };
  const unknowable = new Map<string, Promise<string | undefined>>();
  const letIn = new Set<string>();
  const judgeCell = async (
    cell: Cell,
    about: Pick<CellContext, "canApprove" | "onLetIn">,
  ): Promise<Verdict> => {
    const { registration, host } = cell;
    const key = `${registration} ${host}`;
    const asked =
      unknowable.get(key) ?? whyUnknowable(registration, endpointFor(cell, kit, options));
    unknowable.set(key, asked);
    const impossible = whyImpossible(cell, options) ?? (await asked);
    if (impossible !== undefined) return { status: "impossible", reason: impossible };
    return tryCell(cell, kit, { ...options, ...about, letCodeExpire });
  };
  const isWanted = (cell: Cell) => isThere(cell) && (options.only?.(cell) ?? true);
  const all = phases.flatMap(({ columns }) => columns);
  const of = allWays().flatMap((way) =>
    all.filter((ending) => isWanted({ ...way, ending })),
  ).length;
  let done = 0;
  for (const host of hosts) {
    const rowsOfHost: MatrixRow[] = [];
    for (const way of allWays()) if (way.host === host) rowsOfHost.push({ ...way, cells: {} });
    for (const { columns, oneByOne } of phases) {
      const tryAll = async (client: ClientName) => {
        for (const { cells, ...way } of rowsOfHost.filter((row) => row.client === client)) {
          for (const ending of columns.filter((each) => isWanted({ ...way, ending: each }))) {
            const key = `${way.client} ${way.registration} ${way.host}`;
            const onLetIn = () => void (ending === "approve" && letIn.add(key));
            const canApprove = cells.approve === undefined || letIn.has(key);
            cells[ending] = await judgeCell({ ...way, ending }, { canApprove, onLetIn });
            options.onTried?.(++done, of);
          }
        }
      };
      if (oneByOne) for (const client of clients) await tryAll(client);
      else await Promise.all(clients.map(tryAll));
    }
    rows.push(...rowsOfHost);
  }
  kit.github.passTime(-passedMs);
  return rows.filter(({ cells }) => Object.keys(cells).length > 0);
}

/**
 * While somebody's code expires, nobody may be under way whose code must not; and what strikes a token request, or GitHub, must not
 * strike another client's.
 */
const phases: { columns: Cell["ending"][]; oneByOne?: true }[] = [
  { columns: [...endings.filter((ending) => ending !== "expired"), "at-once", "revoked"] },
  { columns: ["expired"] },
  { columns: ["lost-answer", "github-down"], oneByOne: true },
];

function allWays(): Omit<Cell, "ending">[] {
  return clients.flatMap((client) =>
    registrations.flatMap((registration) => hosts.map((host) => ({ client, registration, host }))),
  );
}

/** A refresh is the same however the client is known, and wherever. */
function isThere({ registration, host, ending }: Cell): boolean {
  return !isStress(ending) || (registration === registrations[0] && host === hosts[0]);
}

async function tryCell(
  cell: Cell,
  kit: MatrixKit,
  options: MatrixOptions & Pick<CellContext, "letCodeExpire" | "canApprove" | "onLetIn">,
): Promise<Verdict> {
  const { tool = tools.whoami, publish, letCodeExpire, canApprove, onLetIn } = options;
  const url = endpointFor(cell, kit, options);
  const login = loginFor(cell, kit);
  try {
    if (cell.ending === "cancel") kit.github.revoke(login); // there is a page to cancel on
    const identity = await makeKnown(cell.client, cell.registration, { url, publish });
    return await runCell(cell, {
      url,
      tool,
      kit,
      identity,
      login,
      forPrograms: kit.forPrograms,
      letCodeExpire,
      canApprove,
      onLetIn,
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
  return endpointUrl(endpoint, origin).replace(origin, origin.replace("localhost", host));
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
