import { test } from "vitest";
import type { MatrixRow } from "./cell.ts";
import { formatMatrix } from "./format-matrix.ts";

test("writes one line a row, and each reason once", ({ expect }) => {
  const passed = { status: "passed", reason: null } as const;
  const impossible = { status: "impossible", reason: "Nobody serves it." } as const;
  const rows: MatrixRow[] = [
    {
      client: "sdk-v1",
      registration: "dynamic",
      host: "localhost",
      cells: {
        approve: passed,
        refresh: { status: "failed", reason: "It broke." },
        "at-once": passed,
        revoked: { status: "failed", reason: "It broke." },
      },
    },
    {
      client: "mcp-remote",
      registration: "metadata-document",
      host: "127.0.0.1",
      cells: { approve: impossible, refresh: impossible },
    },
  ];
  expect(formatMatrix(rows)).toBe(
    `client      known by           host       approve  refresh
sdk-v1      dynamic            localhost  ok       FAILED [1]
mcp-remote  metadata-document  127.0.0.1  - [2]    - [2]

refresh of  at-once  revoked
sdk-v1      ok       FAILED [1]

[1] It broke.
[2] Nobody serves it.`,
  );
});
