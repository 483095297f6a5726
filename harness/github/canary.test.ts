import { test as base } from "vitest";
import { canaryUrl } from "./canary.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { hideGitHubEnvironment } from "./hide-environment.ts";
import { startNetwork } from "./network.ts";

const realFetch = globalThis.fetch;

const askCanary = async () => (await fetch(canaryUrl)).text();
const hearElsewhere = async () => "from elsewhere";

const test = base.extend("network", ({}, { onCleanup }) => {
  const network = startNetwork({ handlers: createGitHubEmulator().handlers });
  onCleanup(() => network.stop());
  return network;
});

test("HN-07 proves that the process is intercepted before it is used", async ({
  network,
  expect,
}) => {
  await expect(network.proveInterception()).resolves.toBeUndefined();
  network.assertNothingUnexpected();
});

test("HN-07 tells when something took the place of the guarded fetch", async ({
  network,
  expect,
}) => {
  const guarded = globalThis.fetch;
  globalThis.fetch = async () => new Response("from elsewhere");
  try {
    await expect(network.proveInterception()).rejects.toMatchObject({
      code: "NETWORK_NOT_GUARDED",
      message: expect.stringContaining("by fetch are not intercepted"),
    });
  } finally {
    globalThis.fetch = guarded;
  }
});

test("HN-07 tells when a further way out is not intercepted", async ({ network, expect }) => {
  await expect(network.proveInterception({ "the Worker": askCanary })).resolves.toBeUndefined();
  await expect(network.proveInterception({ "the Worker": hearElsewhere })).rejects.toMatchObject({
    code: "NETWORK_NOT_GUARDED",
    message: expect.stringContaining("by the Worker are not intercepted"),
  });
});

test("HN-07 tells when the guard is gone", async ({ network, expect }) => {
  network.stop();
  await expect(network.proveInterception()).rejects.toThrow("not intercepted");
  expect(globalThis.fetch).toBe(realFetch);
});

test("HN-10 keeps real credentials out of reach while it guards, and gives them back", ({
  expect,
}) => {
  const real = {
    GITHUB_TOKEN: "a",
    GH_TOKEN: "b",
    GITHUB_CLIENT_ID: "c",
    GITHUB_CLIENT_SECRET: "d",
    GITHUB_APP_PRIVATE_KEY: "e",
    GITHUB_URL: "f",
    GH_HOST: "k",
    AUTH_GITHUB_ID: "g",
    AUTH_GITHUB_SECRET: "h",
    GITHUB_ID: "i",
    GITHUB_SECRET: "j",
  };
  const others = {
    GITHUB_ACTIONS: "true",
    GITHUB_RUN_ID: "1",
    GITHUB_REPOSITORY_OWNER_ID: "2",
    GITHUB_SERVER_URL: "https://github.com",
    PATH: "/bin",
  };
  const environment: NodeJS.ProcessEnv = { ...real, ...others };
  const show = hideGitHubEnvironment(environment);
  expect(environment).toEqual(others);
  show();
  expect(environment).toEqual({ ...real, ...others });
});

test("HN-10 refuses a real app's credentials, as GitHub refuses an emulated one's", async ({
  expect,
}) => {
  process.env["GITHUB_CLIENT_ID"] = "Ov23liRealRealRealReal";
  process.env["GITHUB_CLIENT_SECRET"] = "0".repeat(40);
  try {
    const github = createGitHubEmulator();
    using network = startNetwork({ handlers: github.handlers });
    expect(process.env["GITHUB_CLIENT_SECRET"]).toBeUndefined();
    expect(github.app.clientId).not.toBe("Ov23liRealRealRealReal");
    const url = "https://github.com/login/oauth/authorize?client_id=Ov23liRealRealRealReal";
    expect((await fetch(url)).status).toBe(404);
    network.stop();
    expect(process.env["GITHUB_CLIENT_SECRET"]).toBe("0".repeat(40));
  } finally {
    delete process.env["GITHUB_CLIENT_ID"];
    delete process.env["GITHUB_CLIENT_SECRET"];
  }
});
