import { test } from "vitest";
import type { Finding } from "../client/diagnose.ts";
import { formatDiagnosis } from "./format-diagnosis.ts";

const finding = (more: Partial<Finding>): Finding => ({
  id: "node-missing",
  severity: "fail",
  what: "What is wrong.",
  why: "Why it matters.",
  mend: "mcp-kit doctor --fix",
  host: "claude-desktop",
  file: "/home/me/claude.json",
  name: "mine",
  fixable: false,
  ...more,
});

const looked = { files: 1, servers: 2, missing: [] };

test("sets findings by file, the worst first, and what is mended last", ({ expect }) => {
  const text = formatDiagnosis(
    {
      ok: false,
      refused: false,
      findings: [
        finding({
          host: null,
          file: "/w/.dev.vars",
          name: null,
          id: "dev-vars",
          mend: "Write it.",
        }),
        finding({ severity: "warn", id: "bridge-stale", fixable: true }),
        finding({ advice: "Or else.", obstacle: "It could not be written." }),
      ],
      fixed: [finding({ id: "client-forgotten", next: "mcp-kit login mine" })],
      looked,
    },
    60,
  );
  expect(text).toBe(`
Claude Desktop  /home/me/claude.json

  ✗ mine  node-missing
    What is wrong.
    Why it matters.
    Not mended: It could not be written.
    → mcp-kit doctor --fix
      Or else.

  ! mine  bridge-stale
    What is wrong.
    Why it matters.
    → mcp-kit doctor --fix

  ✓ mine  client-forgotten  mended
    What is wrong.
    → mcp-kit login mine

Worker  /w/.dev.vars

  ✗ dev-vars
    What is wrong.
    Why it matters.
    → Write it.

✗ 2 failed, 1 warning, 1 mended; 2 servers in 1 file looked at.
  1 of them is mended by  mcp-kit doctor --fix
`);
});

test("breaks lines at spaces, and no command", ({ expect }) => {
  const words = Array(30).fill("word").join(" ");
  const mend = `mv ${words}`;
  const advice = `${words} \`mcp-kit ${words}\`.`;
  const diagnosis = { ok: false, refused: false, fixed: [], looked };
  const text = formatDiagnosis(
    { ...diagnosis, findings: [finding({ what: words, mend, next: mend, advice })] },
    40,
  );
  expect(text.split(`→ ${mend}\n`)).toHaveLength(3);
  expect(text).toContain(`\n      \`mcp-kit ${words}\`.\n`);
  const others = text.split("\n").filter((line) => line.includes("word") && !/→|`/.test(line));
  expect(others.length).toBeGreaterThan(3);
  expect(others.every((line) => line.length <= 40)).toBe(true);
});

test("CL-50 lets nothing through that would move the cursor", ({ expect }) => {
  const hostile = "\u001B[2Jhello\u0007\u202E";
  const { host: _, ...words } = finding({});
  const all = Object.fromEntries(
    Object.entries(words).map(([key, value]) => [key, typeof value === "string" ? hostile : value]),
  );
  const text = formatDiagnosis(
    { ok: false, refused: false, findings: [{ ...finding({}), ...all }], fixed: [], looked },
    80,
  );
  expect(text).toContain("hello");
  expect(["\u001B", "\u0007", "\u202E"].filter((each) => text.includes(each))).toEqual([]);
});

test("CL-50 lets no name, path or other word begin a line of its own", ({ expect }) => {
  const forged = "mine\n\n  ✓ others  mended\u2028\u2029x";
  const { id: _, severity: __, host: ___, fixable: ____, ...words } = finding({});
  const all = Object.fromEntries(Object.keys(words).map((key) => [key, forged]));
  const hostile = { ...finding({}), ...all, next: forged, advice: forged, obstacle: forged };
  for (const mend of [forged, `mcp-kit login ${forged}`]) {
    const text = formatDiagnosis(
      {
        ok: false,
        refused: false,
        findings: [{ ...hostile, mend }],
        fixed: [{ ...hostile, id: "client-forgotten" }],
        looked,
      },
      80,
    );
    expect(text.split(/[\n\u2028\u2029]/).filter((line) => line.includes("✓ others"))).toEqual(
      text.split("\n").filter((line) => /mine +✓ others/.test(line)),
    );
    expect(text).toContain("others");
  }
});

test("says when nothing is wrong, and what was looked at", ({ expect }) => {
  const nothing = { ok: true, refused: false, findings: [], fixed: [], looked };
  expect(formatDiagnosis(nothing)).toBe("\n✓ Nothing is wrong with 2 servers in 1 file.\n");
  const empty = { ...nothing, looked: { files: 0, servers: 0, missing: [] } };
  expect(formatDiagnosis(empty)).toContain("nothing to look at");
  const gone = { ...empty, looked: { ...empty.looked, missing: ["/home/me/host.json"] } };
  expect(formatDiagnosis(gone)).toContain("Not there: /home/me/host.json");
});

test("calls a receipt of the kit's what it is", ({ expect }) => {
  const receipt = { id: "receipt-unusable", host: null, name: null, file: "/home/me/receipt.json" };
  const text = formatDiagnosis(
    { ok: true, refused: false, findings: [finding(receipt)], fixed: [], looked },
    60,
  );
  expect(text).toContain("\nReceipt  /home/me/receipt.json\n");
});
