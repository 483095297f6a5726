import { describe } from "vitest";
import type { GitHubFault } from "./fault-plan.ts";
import { test as base } from "./github.test-support.ts";

// GitHub documents nothing of all this but that its REST API gives up after ten seconds, "and you will receive a timeout
// response": https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts
// It says neither with what status and body, nor how the address that issues tokens fails.

const TOKEN = "POST /login/oauth/access_token";
const USER = "GET /user";
const both = [TOKEN, USER] as const;

/** Asks both addresses that a sign-in asks, and tells whether the question has reached GitHub. */
const test = base.extend("sites", async ({ fetchCode, requestToken, getAs }) => {
  const code = await fetchCode("octocat");
  await getAs();
  return {
    [TOKEN]: {
      ask: (signal?: AbortSignal) => requestToken({ code }, undefined, signal),
      /** A code that was read is used up. */
      wasRead: async () => "error" in ((await (await requestToken({ code })).json()) as object),
    },
    [USER]: {
      ask: (signal?: AbortSignal) => getAs("/user", "octocat", signal),
      /** A request that was read was counted. */
      wasRead: async () => (await getAs()).headers.get("X-RateLimit-Used") === "3",
    },
  };
});

/** The status that a fault makes, what the body is then, and whether GitHub has read the request. */
const answers: [string, GitHubFault, number, RegExp, boolean][] = [
  ["GH-01", "500", 500, /Unicorn!/, false],
  ["GH-01", "502", 502, /Unicorn!/, false],
  ["GH-01", "503", 503, /Unicorn!/, false],
  ["GH-05", "html", 200, /^<!doctype html>/, false],
  ["GH-05", "truncated", 200, /^\{"[^]*[^}]$/, true],
  ["GH-05", "empty", 200, /^$/, true],
];

describe.for(both)("%s", (site) => {
  test.for(answers)(
    "%s answers %s once with status %i and %s (read: %s)",
    async ([, fault, status, body, isRead], { github, sites, expect }) => {
      github.fail(site, fault);
      const failed = await sites[site].ask();
      expect(failed.status).toBe(status);
      expect(await failed.text()).toMatch(body);
      expect(await sites[site].wasRead()).toBe(isRead);
    },
  );
});

test.for(both)(
  "GH-03 leaves %s without an answer until its caller gives up, or the faults are cleared",
  async (site, { github, sites, expect }) => {
    github.fail(site, "timeout", { times: "always" });
    const started = performance.now();
    await expect(sites[site].ask(AbortSignal.timeout(200))).rejects.toThrow("timeout");
    expect(performance.now() - started).toBeGreaterThan(190);
    const waiting = sites[site].ask();
    setTimeout(() => github.clearFaults(), 50);
    await expect(waiting).rejects.toThrow("fetch failed");
    expect(await sites[site].wasRead()).toBe(false);
  },
);

test.for(both)(
  "GH-04 sends the headers of %s at once and then a byte a second",
  async (site, { github, sites, expect }) => {
    github.fail(site, "slow-body");
    const response = await sites[site].ask();
    expect(response.status).toBe(200);
    const started = performance.now();
    const reader = response.body!.getReader();
    const lengths = [await reader.read(), await reader.read(), await reader.read()].map(
      ({ value }) => value?.length,
    );
    expect(lengths).toEqual([1, 1, 1]);
    expect(performance.now() - started).toBeGreaterThan(900);
    github.clearFaults();
    await expect(reader.read()).rejects.toThrow();
  },
);

test.for(both)("GH-06 breaks the connection of %s", async (site, { github, sites, expect }) => {
  github.fail(site, "reset");
  await expect(sites[site].ask()).rejects.toThrow("fetch failed");
  expect(await sites[site].wasRead()).toBe(false);
});

test("GH-22 loses an answer after all was done", async ({ github, sites, expect }) => {
  github.fail(TOKEN, "lost-answer");
  await expect(sites[TOKEN].ask()).rejects.toThrow("fetch failed");
  expect(await sites[TOKEN].wasRead()).toBe(true);
});

// In a callback: the token is there already, and good, when the question whose it is fails.
test.for(["500", "502", "503", "empty", "reset"] as const)(
  "GH-02 issues a token and then fails with %s to say whose it is",
  async (fault, { github, fetchCode, requestToken, expect }) => {
    const code = await fetchCode("octocat");
    github.fail(USER, fault);
    const { access_token } = (await (await requestToken({ code })).json()) as {
      access_token: string;
    };
    const headers = { Authorization: `Bearer ${access_token}` };
    const whose = async () => {
      const response = await fetch("https://api.github.com/user", { headers });
      return ((await response.json()) as { login: string }).login;
    };
    await expect(whose()).rejects.toThrow();
    expect(await whose()).toBe("octocat");
  },
);

// The check of a server that refreshes a token of its own: RT-13.
test.for(["500", "502", "503", "timeout"] as const)(
  "GH-10 knows a token again once it is back from %s",
  async (fault, { github, sites, expect }) => {
    github.fail(USER, fault, { times: "always" });
    for (const _ of [1, 2]) {
      const status = await sites[USER].ask(AbortSignal.timeout(200)).then(
        (response) => String(response.status),
        ({ name }: Error) => (name === "TimeoutError" ? "timeout" : name),
      );
      expect(status).toBe(fault);
    }
    github.clearFaults();
    expect((await sites[USER].ask()).status).toBe(200);
  },
);

test.for(both)(
  "GH-05 answers for %s with the truth, ten megabytes after it, and not one more",
  async (site, { github, sites, expect }) => {
    github.fail(site, "huge");
    const text = await (await sites[site].ask()).text();
    expect(text.length - text.trimEnd().length).toBe(10 * 1024 * 1024);
    expect(JSON.parse(text)).toBeTypeOf("object");
    expect(await sites[site].wasRead()).toBe(true);
  },
);

test("GH-05 lets its caller stop in the middle of ten megabytes", async ({
  github,
  sites,
  expect,
}) => {
  github.fail(USER, "huge");
  const reader = (await sites[USER].ask()).body?.getReader();
  expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
  await reader?.cancel();
  // Whatever a broken connection does to the process, it does soon.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await sites[USER].ask()).status).toBe(200);
});
