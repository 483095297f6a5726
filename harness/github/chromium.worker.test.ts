import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import type { Page } from "playwright-core";
import { describe, onTestFinished } from "vitest";
import { readEnding } from "../browser/ending.ts";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { MemoryOAuthClient } from "../matrix/memory-oauth-client.ts";
import { sdkRedirectUri } from "../matrix/client-under-test.ts";
import { test } from "../vitest.ts";
import { routeGitHub } from "./route-github.ts";

async function openPage(): Promise<Page> {
  const browser = await openChromium();
  onTestFinished(() => browser.close());
  return browser.newPage();
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

describe.runIf(hasChromium)("in a real browser, with github.com routed by Playwright,", () => {
  test("a person signs in through the consent page and GitHub's", async ({ kit, expect }) => {
    const page = await openPage();
    await routeGitHub(kit.github, page);
    const client = clientWith(page, async () => {
      await page.getByRole("button", { name: /^(approve|allow|continue)/i }).click();
      await page.getByRole("button", { name: "monalisa" }).click();
      await page.getByRole("button", { name: /^Authorize / }).click();
    });
    const serverUrl = `${kit.origin}/mcp`;
    expect(await auth(client, { serverUrl })).toBe("REDIRECT");
    await page.waitForURL(`${sdkRedirectUri}**`);
    const authorizationCode = client.takeResponse().get("code")!;
    expect(await auth(client, { serverUrl, authorizationCode })).toBe("AUTHORIZED");
    expect(client.tokens()?.access_token).toMatch(/./);
  });

  test("Cancel at GitHub comes back as access_denied", async ({ kit, expect }) => {
    const page = await openPage();
    await routeGitHub(kit.github, page);
    const client = clientWith(page, async () => {
      await page.getByRole("button", { name: /^(approve|allow|continue)/i }).click();
      await page.getByRole("button", { name: "hubot" }).click();
      await page.getByRole("button", { name: "Cancel" }).click();
    });
    await expect(auth(client, { serverUrl: `${kit.origin}/mcp` })).rejects.toThrow("access_denied");
  });
});
