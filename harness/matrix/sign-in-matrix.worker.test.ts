import { test } from "../vitest.ts";
import type { Cell, MatrixRow } from "./cell.ts";
import { runSignInMatrix } from "./sign-in-matrix.ts";

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

async function gitHubTime(): Promise<number> {
  const { headers } = await fetch("https://api.github.com/rate_limit");
  return Date.parse(headers.get("Date") ?? "");
}

test(
  "every client signs in, and is refused, in every way and on either host, and stays signed in where its refresh is under stress",
  { timeout: 300_000 },
  async ({ kit, expect }) => {
    const before = await gitHubTime();
    const tried: string[] = [];
    const onTried = (done: number, of: number) => void tried.push(`${done} of ${of}`);
    const rows = await runSignInMatrix(kit, { publish: kit.publish, onTried });
    expect(summarize(rows)).toEqual({ passed: 160, others: [] });
    expect(tried).toEqual(Array.from({ length: 160 }, (_, index) => `${index + 1} of 160`));
    // GitHub's clock is everybody's, and shows the time again.
    expect(await gitHubTime()).toBeLessThan(before + 5 * 60_000);
  },
);

test("a cell that cannot be had says why", async ({ kit, expect }) => {
  const only = having({ client: "sdk-v1", ending: "deny" });
  const { passed, others } = summarize(await runSignInMatrix(kit, { only }));
  expect(passed).toBe(4);
  expect(others).toHaveLength(2);
  expect(others).toContainEqual({
    client: "sdk-v1",
    registration: "metadata-document",
    host: "localhost",
    ending: "deny",
    status: "impossible",
    reason: "The Worker would fetch the client's document over https, and nothing serves one here.",
  });
});

test("a client that cannot sign in, or need not, fails its cells", async ({ kit, expect }) => {
  const only = having({ client: "sdk-v1", registration: "dynamic", host: "localhost" });
  const { passed, others } = summarize(
    await runSignInMatrix(kit, { only, endpoint: "/public/mcp" }),
  );
  expect(passed).toBe(0);
  expect(new Set(others.map(({ status }) => status))).toEqual(new Set(["failed"]));
  expect(others[1]?.reason).toContain("The client opened no browser.");
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
