import { test, vi } from "vitest";
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
  const raw = { main: "dist/w.js", build: { command: "make" } };
  expect(toLocalConfig(raw, file, {}).config).toMatchObject({
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

test("what nobody has locally is left out and told", ({ expect }) => {
  const raw = { vectorize: [{}], dispatch_namespaces: [{}], mtls_certificates: [{}], images: {} };
  const { config, leftOut } = toLocalConfig(raw, file, {});
  expect(Object.keys(config)).toEqual(["images", "alias"]);
  expect(leftOut).toEqual(["vectorize", "dispatch_namespaces", "mtls_certificates"]);
});

test("containers are left out and told: Docker would fetch what they are made of", ({ expect }) => {
  const raw = { containers: [{ class_name: "C", image: "./Dockerfile" }] };
  const { config, leftOut } = toLocalConfig(raw, file, {});
  expect(config).not.toHaveProperty("containers");
  expect(leftOut).toEqual(["containers"]);
});

test("what leads to another Worker is left out and told", ({ expect }) => {
  const raw = {
    name: "self",
    services: [
      { binding: "SELF", service: "self" },
      { binding: "AUTH", service: "auth", remote: true },
    ],
    durable_objects: {
      bindings: [
        { name: "MINE", class_name: "A" },
        { name: "THEIRS", class_name: "B", script_name: "auth" },
      ],
    },
    workflows: [{ binding: "FLOW", name: "f", class_name: "F", script_name: "auth" }],
    tail_consumers: [{ service: "tail" }],
  };
  expect(toLocalConfig(raw, file, {})).toMatchObject({
    config: {
      services: [{ binding: "SELF", service: "self" }],
      durable_objects: { bindings: [{ name: "MINE", class_name: "A" }] },
      workflows: [],
      tail_consumers: [],
    },
    leftOut: ["services.AUTH", "durable_objects.THEIRS", "workflows.FLOW", "tail_consumers.tail"],
  });
});

function at(binding: string, host: string) {
  return { binding, localConnectionString: `postgres://ada:pw@${host}:5432/db` };
}

test("Hyperdrive goes to a database of this machine, or nowhere", ({ expect }) => {
  const hyperdrive = [
    at("HERE", "localhost"),
    at("AWAY", "db.example"),
    at("MOVED", "localhost"),
    { binding: "NONE" },
  ];
  vi.stubEnv("CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_MOVED", "postgres://a:b@db.example/c");
  const { config, leftOut } = toLocalConfig({ hyperdrive }, file, {});
  expect(config).toMatchObject({ hyperdrive: [{ binding: "HERE" }] });
  expect(leftOut).toEqual(["hyperdrive.AWAY", "hyperdrive.MOVED", "hyperdrive.NONE"]);
});

test("a resource that is asked for remotely is had locally", ({ expect }) => {
  const raw = { kv_namespaces: [{ binding: "K", id: "x", remote: true }] };
  expect(toLocalConfig(raw, file, {})).toMatchObject({
    config: { kv_namespaces: [{ binding: "K", id: "x" }] },
    leftOut: [],
  });
  expect(raw.kv_namespaces[0]).toHaveProperty("remote", true); // the caller's own stays
});
