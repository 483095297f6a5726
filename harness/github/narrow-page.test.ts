import { describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { gitHubAppsSchema } from "./app-schema.ts";
import { createGitHubEmulator } from "./emulator.ts";
import { serveGitHub } from "./serve-github.ts";

describe.runIf(hasChromium)("on a screen of 360 pixels", () => {
  test("the authorize page wraps an app's name without blanks", async ({ expect }) => {
    const name = "Averyveryveryverylongapplicationnamewithoutblanks".repeat(2);
    const github = createGitHubEmulator({ apps: gitHubAppsSchema.parse([{ name }]) });
    await using served = await serveGitHub(github);
    const browser = await openChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
      const query = new URLSearchParams({ client_id: github.app.clientId, scope: "repo user" });
      await page.goto(`${served.origin}/login/oauth/authorize?${query}`);
      await page.getByRole("button", { name: "octocat" }).click();
      await page.getByRole("button", { name: "Authorize" }).waitFor();
      const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect(overflow).toBeLessThanOrEqual(0);
    } finally {
      await browser.close();
    }
  });
});
