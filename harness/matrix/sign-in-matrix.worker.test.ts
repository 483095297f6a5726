import { test as base } from "../vitest.ts";
import { clients, endings, hosts, registrations, type Cell, type MatrixRow } from "./cell.ts";
import { runSignInMatrix, type MatrixOptions } from "./sign-in-matrix.ts";

/** Everything that the whole matrix needs: a place for documents, and an app whose owner may change its settings. */
const test = base.extend<{ seams: MatrixOptions }>({
  seams: ({ kit }, use) => use({ publish: kit.publish, setCallbackUrl: kit.github.setCallbackUrl }),
});

/** Everything that did not pass, for a failing test to show; and how many did. */
function summarize(rows: MatrixRow[]) {
  const verdicts = rows.flatMap(({ cells, ...way }) =>
    Object.entries(cells).map(([ending, verdict]) => Object.assign({ ending }, way, verdict)),
  );
  const others = verdicts.filter(({ status }) => status !== "passed");
  return { passed: verdicts.length - others.length, others };
}

/** Makes a filter for the cells that have these values. */
function having(wanted: Partial<Cell>) {
  const entries = Object.entries(wanted);
  return (cell: Cell) => entries.every(([name, value]) => cell[name as keyof Cell] === value);
}

/**
 * Chooses so that every value of one column meets every value of another: whoever breaks for two of them at once is found.
 * The command tries all 144.
 */
function isChosen({ client, registration, host, ending }: Cell): boolean {
  const turn = clients.indexOf(client) + endings.indexOf(ending);
  const isRegistration = registrations[turn % registrations.length] === registration;
  return isRegistration && hosts[turn % hosts.length] === host;
}

/** Every two values of different columns that come together in a cell. */
function pairs(cells: Cell[]): Set<string> {
  const found = cells.flatMap(({ client, registration, host, ending }) => [
    ...[registration, host, ending].map((other) => `${client} ${other}`),
    ...[host, ending].map((other) => `${registration} ${other}`),
    `${host} ${ending}`,
  ]);
  return new Set(found);
}

test("the chosen cells have every two values of different columns together", ({ expect }) => {
  const all = clients.flatMap((client) =>
    registrations.flatMap((registration) =>
      hosts.flatMap((host) => endings.map((ending) => ({ client, registration, host, ending }))),
    ),
  );
  const chosen = all.filter(isChosen);
  expect(pairs(all).size).toBe(4 * 3 + 4 * 2 + 4 * 6 + 3 * 2 + 3 * 6 + 2 * 6);
  expect(pairs(chosen)).toEqual(pairs(all));
  expect([all.length, chosen.length]).toEqual([144, 24]);
});

test("every client signs in, and is refused, in every way and on either host", async ({
  kit,
  seams,
  expect,
}) => {
  const before = Date.now();
  const rows = await runSignInMatrix(kit, { ...seams, only: isChosen });
  expect(summarize(rows)).toEqual({ passed: 24, others: [] });
  // GitHub's clock is everybody's, and shows the time again.
  const { headers } = await fetch("https://api.github.com/rate_limit");
  expect(Date.parse(headers.get("Date") ?? "")).toBeLessThan(before + 5 * 60_000);
});

test("a cell that cannot be had says why", async ({ kit, expect }) => {
  const only = having({ client: "sdk-v1", ending: "deny" });
  const { passed, others } = summarize(await runSignInMatrix(kit, { only }));
  expect(passed).toBe(2);
  expect(others).toHaveLength(4);
  expect(others).toContainEqual({
    client: "sdk-v1",
    registration: "metadata-document",
    host: "localhost",
    ending: "deny",
    status: "impossible",
    reason: "The Worker would fetch the client's document over https, and nothing serves one here.",
  });
  expect(others).toContainEqual(
    expect.objectContaining({ host: "127.0.0.1", reason: expect.stringContaining("callback URL") }),
  );
});

test("a client that cannot sign in, or need not, fails its cells", async ({ kit, expect }) => {
  const only = having({ client: "sdk-v1", registration: "dynamic", host: "localhost" });
  const { passed, others } = summarize(
    await runSignInMatrix(kit, { only, endpoint: "/public/mcp" }),
  );
  expect(passed).toBe(0);
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set(["failed"]));
  expect(others[1]?.reason).toContain("no browser was opened");
});

test("a document that is not there fails its cells, and names the client's error", async ({
  kit,
  expect,
}) => {
  const way = { client: "sdk-v2", registration: "metadata-document", host: "localhost" } as const;
  const only = having({ ...way, ending: "approve" });
  const [row] = await runSignInMatrix(kit, { only, publish: () => {} });
  expect(row?.cells.approve?.status).toBe("failed");
  expect(() => kit.assertNoUnexpectedRequests()).toThrow("matrix.example");
});
