import { test } from "vitest";
import type { Platform } from "../platform.ts";
import { browserEnvironment, sessionEnvironment } from "./session-environment.ts";

const secrets = {
  GITHUB_TOKEN: "s",
  GH_TOKEN: "s",
  CLOUDFLARE_API_TOKEN: "s",
  NPM_TOKEN: "s",
  AWS_SECRET_ACCESS_KEY: "s",
  NODE_OPTIONS: "s",
  LD_PRELOAD: "s",
  HTTP_PROXY: "s",
};

test("CL-52 gives a server on macOS what launchd gives it", ({ expect }) => {
  const env = { ...secrets, USER: "me", TMPDIR: "/var/folders/x", PATH: "/opt/homebrew/bin" };
  expect(sessionEnvironment({ os: "darwin", env, home: "/Users/me" })).toEqual({
    HOME: "/Users/me",
    PATH: "/usr/bin:/bin:/usr/sbin:/sbin",
    TMPDIR: "/var/folders/x",
    USER: "me",
  });
});

test("CL-52 gives a server on Linux the PATH of a desktop session", ({ expect }) => {
  const env = { ...secrets, LANG: "de_DE.UTF-8", DISPLAY: ":0", PATH: "/home/me/.nvm/bin" };
  expect(sessionEnvironment({ os: "linux", env, home: "/home/me" })).toEqual({
    HOME: "/home/me",
    LANG: "de_DE.UTF-8",
    PATH: "/usr/local/bin:/usr/bin:/bin",
  });
});

test("CL-52 gives a server on Windows the folders and the PATH that it has there", ({ expect }) => {
  const env = {
    ...secrets,
    Path: "C:\\tools",
    SystemRoot: "C:\\Windows",
    AppData: "C:\\a",
    ComSpec: "c",
  };
  expect(sessionEnvironment({ os: "win32", env, home: "C:\\Users\\me" })).toEqual({
    APPDATA: "C:\\a",
    COMSPEC: "c",
    PATH: "C:\\tools",
    SYSTEMROOT: "C:\\Windows",
    USERPROFILE: "C:\\Users\\me",
  });
  expect(sessionEnvironment({ os: "win32", env: {}, home: "C:\\Users\\me" })).toEqual({
    PATH: "C:\\Windows\\System32;C:\\Windows",
    USERPROFILE: "C:\\Users\\me",
  });
});

test.for(["linux", "darwin", "win32"] as const)(
  "CL-52 hands no secret to a program that opens a browser on %s",
  (os, { expect }) => {
    const platform: Platform = {
      os,
      env: { ...secrets, PATH: "/p", DISPLAY: ":0", BROWSER: "b" },
      home: "/home/me",
    };
    const given = browserEnvironment(platform);
    expect(given["PATH"]).toBe("/p");
    expect(Object.values(given)).not.toContain("s");
    if (os === "linux") expect(given).toMatchObject({ DISPLAY: ":0", BROWSER: "b" });
  },
);
