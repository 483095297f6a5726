import { test } from "vitest";
import { userFolder } from "./user-folder.ts";

test.for([
  ["linux", "/home/me", "/home/me/.remote-mcp-kit"],
  ["darwin", "/Users/me", "/Users/me/.remote-mcp-kit"],
  ["win32", "C:\\Users\\Jörg & Co", "C:\\Users\\Jörg & Co\\.remote-mcp-kit"],
] as const)(
  "CL-62 the kit's folder on %s lies in the home %s",
  ([os, home, folder], { expect }) => {
    expect(userFolder({ os, home, env: { APPDATA: "D:\\elsewhere" } })).toBe(folder);
  },
);

test.for([
  ["linux", ""],
  ["darwin", "me"],
  ["win32", "Users\\me"],
  ["linux", "/home/\0"],
] as const)("CL-42 refuses a folder on %s below the home %j", ([os, home], { expect }) => {
  expect(() => userFolder({ os, home, env: {} })).toThrow(
    expect.objectContaining({ code: "HOST_UNSUPPORTED" }),
  );
});
