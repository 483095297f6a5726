import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import type { Page } from "playwright-core";
import { describe, onTestFinished } from "vitest";
import { readEnding } from "../browser/ending.ts";
import { hasChromium } from "../chromium.test-support.ts";
import type { Kit } from "../kit.ts";
import { MemoryOAuthClient } from "../matrix/memory-oauth-client.ts";
import { sdkRedirectUri } from "../matrix/client-under-test.ts";
import { test } from "../vitest.ts";
import { openStrandedContext } from "./chromium.test-support.ts";
import { routeGitHub } from "./route-github.ts";

/** A page of a browser that reaches no other machine, with GitHub routed. */
async function openPage({ github }: Kit) {
  github.revoke("no-name"); // GitHub asks them, whatever they have let the app do before
  const { context, failed } = await openStrandedContext();
  const page = await context.newPage();
  await routeGitHub(github, page);
  return { page, context, failed };
}

/** The client's side: it opens the page, and takes what comes back to where nobody listens. */
function clientWith(page: Page, decide: () => Promise<void>): MemoryOAuthClient {
  return new MemoryOAuthClient({
    identity: {},
    async openBrowser(authorizationUrl, stopBefore = "") {
      const { promise: url, resolve } = Promise.withResolvers<string>();
      await page.route(
        (each) => each.href.startsWith(stopBefore),
        async (route) => {
          resolve(route.request().url());
          await route.fulfill({ body: "Back at the client." });
        },
      );
      await page.goto(authorizationUrl);
      await decide();
      return { ending: readEnding(new URL(await url)), url: await url, hops: [] };
    },
  });
}

const consent = /^(approve|allow|continue)/i;

describe.runIf(hasChromium)("in a real browser, with github.com routed by Playwright,", () => {
  test("Cancel at GitHub comes back as access_denied", async ({ kit, expect }) => {
    const { page, failed } = await openPage(kit);
    const client = clientWith(page, async () => {
      await page.getByRole("button", { name: consent }).click();
      await page.getByRole("button", { name: /^no-name/ }).click();
      await page.getByRole("button", { name: "Cancel" }).click();
    });
    await expect(auth(client, { serverUrl: `${kit.origin}/mcp` })).rejects.toThrow("access_denied");
    expect(failed).toEqual([]);
  });

  test("a person signs in through the consent page and GitHub's", async ({ kit, expect }) => {
    const { page, context, failed } = await openPage(kit);
    const client = clientWith(page, async () => {
      await page.getByRole("button", { name: consent }).click();
      await page.getByRole("button", { name: /^no-name/ }).click();
      const cookies = await context.cookies(kit.origin);
      expect(cookies).toContainEqual(
        expect.objectContaining({ name: expect.stringMatching(/^__Host-/), secure: true }),
      );
      await page.getByRole("button", { name: /^Authorize / }).click();
    });
    const serverUrl = `${kit.origin}/mcp`;
    expect(await auth(client, { serverUrl })).toBe("REDIRECT");
    await page.waitForURL(`${sdkRedirectUri}**`);
    const authorizationCode = client.takeResponse().get("code")!;
    expect(await auth(client, { serverUrl, authorizationCode })).toBe("AUTHORIZED");
    expect(client.tokens()?.access_token).toMatch(/./);
    expect(failed).toEqual([]);
  });

  test("GH-01 GitHub's failure is on the screen", async ({ kit, expect }) => {
    const { page, failed } = await openPage(kit);
    onTestFinished(() => kit.github.clearFaults());
    kit.github.fail("GET /login/oauth/authorize", "503");
    const client = clientWith(page, async () => {
      await page.getByRole("button", { name: consent }).click();
      await expect.poll(() => page.title()).toBe("Unicorn! · GitHub");
      throw new Error("Gave up.");
    });
    await expect(auth(client, { serverUrl: `${kit.origin}/mcp` })).rejects.toThrow("Gave up.");
    expect(failed).toEqual([]);
  });

  test("GH-06 a connection that GitHub breaks off is broken for the browser", async ({
    kit,
    expect,
  }) => {
    const { page, failed } = await openPage(kit);
    onTestFinished(() => kit.github.clearFaults());
    kit.github.fail("GET /login/oauth/authorize", "reset", { times: "always" });
    const client = clientWith(page, async () => {
      await page.getByRole("button", { name: consent }).click();
      const reset = "net::ERR_CONNECTION_RESET https://github.com/login/oauth/authorize";
      await expect.poll(() => failed[0]).toBe(reset);
      throw new Error("Gave up.");
    });
    await expect(auth(client, { serverUrl: `${kit.origin}/mcp` })).rejects.toThrow("Gave up.");
  });
});
