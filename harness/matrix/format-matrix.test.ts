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
    `on localhost  known by  approve  refresh
sdk-v1        dynamic   ok       FAILED [1]

on 127.0.0.1  known by           approve  refresh
mcp-remote    metadata-document  - [2]    - [2]

refresh of  at-once  revoked
sdk-v1      ok       FAILED [1]

[1] It broke.
[2] Nobody serves it.`,
  );
});
