import { test } from "vitest";
import { toLocalConfig } from "./local-config.ts";

const file = "/project/wrangler.jsonc";

const guards = { "cloudflare:sockets": "/kit/sockets.js" };

test("a configuration that needs no account is used as it is, with the kit's guards", ({
  expect,
}) => {
  const raw = { main: "a.ts", kv_namespaces: [{ binding: "K" }], alias: { b: "./c" } };
  expect(toLocalConfig(raw, file, guards)).toEqual({
    config: { ...raw, main: "/project/a.ts", alias: { b: "./c", ...guards } },
    root: "/project",
    leftOut: [],
  });
});

test("Node.js's modules are guarded where they are modules, and no name that is remote is lost", ({
  expect,
}) => {
  const all = { ...guards, net: "/kit/net.cjs", "node:net": "/kit/net.cjs" };
  const aliasFor = (...compatibility_flags: string[]) =>
    toLocalConfig({ compatibility_flags, alias: { remote: "./a" } }, file, all).config["alias"];
  expect(aliasFor("nodejs_compat")).toEqual({ ...all, remote: "./a" });
  expect(aliasFor("nodejs_als", "no_nodejs_compat_v2")).toEqual({ ...guards, remote: "./a" });
});

test("a build runs in the Worker's folder, whoever starts it from where", ({ expect }) => {
  const raw = { main: "dist/w.js", tsconfig: "a.json", build: { command: "make" } };
  expect(toLocalConfig(raw, file, {}).config).toMatchObject({
    tsconfig: "/project/a.json",
    build: { command: "make", cwd: "/project" },
  });
});

test("what the configuration itself puts in a module's place stays", ({ expect }) => {
  const raw = { alias: { "cloudflare:sockets": "./mine" } };
  expect(toLocalConfig(raw, file, guards).config).toMatchObject(raw);
});

test("a binding that needs an account is left out and told", ({ expect }) => {
  const raw = {
    main: "src/a.ts",
    ai: { binding: "AI" },
    vars: { A: "file" },
    env: { prod: {} },
  };
  expect(toLocalConfig(raw, file, {})).toEqual({
    config: { main: "/project/src/a.ts", vars: { A: "file" }, alias: {} },
    root: "/project",
    leftOut: ["ai"],
  });
});

test("a resource that is asked for remotely is had locally", ({ expect }) => {
  const raw = { kv_namespaces: [{ binding: "K", id: "x", remote: true }] };
  expect(toLocalConfig(raw, file, {})).toMatchObject({
    config: { kv_namespaces: [{ binding: "K", id: "x" }] },
    leftOut: [],
  });
  expect(raw.kv_namespaces[0]).toHaveProperty("remote", true); // the caller's own stays
});
