import { execFile } from "node:child_process";
import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as fc from "fast-check";
import { test } from "vitest";
import { createEntry } from "./create-entry.ts";
import type { Platform } from "./platform.ts";
import { userFolder } from "./user-folder.ts";
import {
  splitCommandLine,
  throughCmd,
  toCommandLine,
} from "./windows-command-line.test-support.ts";

const userNames = [
  "me",
  "Anna Maria",
  "Jörg & Söhne",
  "山田 太郎",
  "O'Neil (IT)",
  "100% ^sure^ !now!",
  "%PATH%",
  "a;b,c=d",
];

/** The entry of a person with that name, with everything in it that an entry can have. */
function windowsEntry(userName: string) {
  const platform: Platform = { os: "win32", env: {}, home: `C:\\Users\\${userName}` };
  return createEntry("https://example.com/mcp?a=1&b=%41", {
    platform,
    node: "C:\\Program Files\\nodejs\\node.exe",
    bridge: `${userFolder(platform)}\\bridge\\mcp-remote-0.15.1-b5bb386c.mjs`,
    headerFile: `${userFolder(platform)}\\headers\\example`,
    headers: [{ name: "Authorization", value: 'Bearer "a b"' }],
  });
}

test.for(userNames)(
  "CL-51 CL-62 the entry of the Windows user %j reaches Node.js unchanged",
  (userName, { expect }) => {
    const { command, args } = windowsEntry(userName);
    expect(splitCommandLine(toCommandLine(command, args))).toEqual([command, ...args]);
  },
);

// MCP's SDK starts servers with cross-spawn, which goes through cmd.exe for whatever is no .exe.
test("CL-51 CL-62 cross-spawn starts an entry for Windows itself, without cmd.exe", async ({
  expect,
}) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "mcp-kit-"));
  const node = join(folder.path, "Program Files", "node.exe");
  await mkdir(join(folder.path, "Program Files"));
  await writeFile(node, "", { mode: 0o755 });
  const { args } = windowsEntry("Jörg & Söhne");
  const parse = async (command: string) => {
    const script = `Object.defineProperty(process, "platform", { value: "win32" });
      const { command, args } = require("cross-spawn")._parse(...JSON.parse(process.argv[1]));
      console.log(JSON.stringify({ command, args }));`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      "-e",
      script,
      JSON.stringify([command, args, {}]),
    ]);
    return JSON.parse(stdout) as unknown;
  };
  expect(await parse(node)).toEqual({ command: node, args });
  expect(await parse("npx")).not.toEqual({ command: "npx", args });
});

const environment = { PATH: "C:\\Windows", "41%2": "x", CAFE: "changed" };
const onWindows = { platform: { os: "win32" }, portable: true } as const;

/** cmd.exe reads the line, and npx.cmd reads what it hands on once more. */
function arriveAtNpx(
  { command, args }: { command: string; args: string[] },
  quoting: boolean,
): string[] {
  const line = quoting ? toCommandLine(command, args) : [command, ...args].join(" ");
  return splitCommandLine(throughCmd(throughCmd(line, environment), environment));
}

test.for([
  ["https://example.com/mcp"],
  ["http://localhost:8788/mcp"],
  ["https://münchen.example:8443/a/b~c/mcp?tenant=one,two+three"],
])(
  "CL-13 %s passes through cmd.exe and npx.cmd, by a host that quotes and by one that does not",
  ([url], { expect }) => {
    const entry = createEntry(url!, {
      ...onWindows,
      headers: [{ name: "Authorization", value: "Bearer a & b" }],
    });
    expect(entry.command).toBe("cmd");
    for (const quoting of [true, false])
      expect(arriveAtNpx(entry, quoting)).toEqual([entry.command, ...entry.args]);
  },
);

test.for([
  "https://example.com/mcp?a=1&b=2",
  "https://example.com/%CAFE%20/mcp",
  "https://example.com/a(b)/mcp",
  "https://example.com/mcp?a=*",
])(
  "CL-13 refuses the portable entry on Windows for %s, and not the installed one",
  (url, { expect }) => {
    expect(() => createEntry(url, onWindows)).toThrow(
      expect.objectContaining({ code: "URL_INVALID", hint: expect.stringContaining("--portable") }),
    );
    expect(createEntry(url, { portable: true, platform: { os: "darwin" } }).args).toContain(url);
    const paths = { node: "C:\\node.exe", bridge: "C:\\b.mjs", platform: { os: "win32" } } as const;
    expect(createEntry(url, paths).args).toContain(url);
  },
);

const arrive = (url: string) =>
  arriveAtNpx({ command: "cmd", args: ["/c", "npx", url] }, true).at(-1);

test("CL-13 what is refused would not arrive", ({ expect }) => {
  expect(() => arrive("https://example.com/mcp?a=1&b=2")).toThrow(/acts on &/);
  expect(arrive("https://example.com/%CAFE%20/mcp")).toBe("https://example.com/changed20/mcp");
});

test("CL-62 refuses a header file below a name with a space where cmd.exe would read it", ({
  expect,
}) => {
  const headerFile = "C:\\Users\\Anna Maria\\.remote-mcp-kit\\headers\\example";
  expect(() => createEntry("https://example.com/mcp", { ...onWindows, headerFile })).toThrow(
    expect.objectContaining({ code: "USAGE", message: expect.stringContaining('" "') }),
  );
});

test("any arguments come back from a Windows command line as they went in", ({ expect }) => {
  const argument = fc.string({
    unit: fc.constantFrom("a", " ", "\\", '"', "\t", "&", "%", "^", "ö"),
  });
  fc.assert(
    fc.property(fc.array(argument), (args) => {
      expect(splitCommandLine(toCommandLine("C:\\Program Files\\node.exe", args)).slice(1)).toEqual(
        args,
      );
    }),
    { seed: 5, numRuns: 500 },
  );
});
