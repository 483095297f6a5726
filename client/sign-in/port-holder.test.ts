import { test } from "vitest";
import { findPortHolder, type RunProgram } from "./port-holder.ts";

const says =
  (outputs: Record<string, string>, calls: string[] = []): RunProgram =>
  async (file, args) => {
    calls.push([file, ...args].join(" "));
    const said = outputs[file];
    if (said === undefined) throw new Error(`${file}: not found`);
    return said;
  };

test("asks lsof on macOS", async ({ expect }) => {
  const calls: string[] = [];
  const run = says({ "/usr/sbin/lsof": "p4711\ncnode\nf21\n" }, calls);
  expect(await findPortHolder(19_830, { os: "darwin" }, run)).toEqual({ pid: 4711, name: "node" });
  expect(calls).toEqual(["/usr/sbin/lsof -nP -iTCP:19830 -sTCP:LISTEN -Fpc"]);
});

const table = `
Aktive Verbindungen

  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    127.0.0.1:19830        127.0.0.1:50123        HERGESTELLT      99
  TCP    127.0.0.1:19830        0.0.0.0:0              ABHÖREN          4711
  TCP    0.0.0.0:198            0.0.0.0:0              ABHÖREN          7
`.replaceAll("\n", "\r\n");

test("asks netstat and tasklist on Windows, in any language", async ({ expect }) => {
  const run = says({
    "netstat.exe": table,
    "tasklist.exe": '"Claude.exe","4711","Console","1","12.345 K"\r\n',
  });
  expect(await findPortHolder(19_830, { os: "win32" }, run)).toEqual({
    pid: 4711,
    name: "Claude.exe",
  });
  expect(await findPortHolder(9830, { os: "win32" }, run)).toBeUndefined();
});

test.for(["darwin", "win32"] as const)(
  "knows of nobody on %s without such a program",
  async (os, { expect }) => {
    expect(await findPortHolder(19_830, { os }, says({}))).toBeUndefined();
  },
);

test("CL-50 cleans the name of a program", async ({ expect }) => {
  const run = says({ "/usr/sbin/lsof": "p1\ncno\u001B[31mde\u0007\n" });
  expect(await findPortHolder(1, { os: "darwin" }, run)).toEqual({ pid: 1, name: "node" });
});
