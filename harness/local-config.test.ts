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
