import type { BrowserContext, BrowserContextOptions } from "playwright-core";
import { onTestFinished } from "vitest";
import { openChromium } from "../chromium.test-support.ts";
import { chromiumArgs } from "./chromium-args.ts";

export interface StrandedContext {
  context: BrowserContext;
  /** What failed, e.g. `net::ERR_NAME_NOT_RESOLVED https://github.com/session`: a request that got out is among it. */
  failed: string[];
}

/** Opens a browser that reaches no other machine. An error page that loads again by itself hides nothing here. */
export async function openStrandedContext(
  options?: BrowserContextOptions,
): Promise<StrandedContext> {
  const browser = await openChromium(...chromiumArgs());
  onTestFinished(() => browser.close());
  const context = await browser.newContext(options);
  const failed: string[] = [];
  context.on("requestfailed", (request) => {
    if (request.url().endsWith("/favicon.ico")) return; // the browser's own wish, and GitHub's is not emulated
    // A page that goes on before its own request is done; what escapes finds no host instead.
    if (request.failure()?.errorText === "net::ERR_ABORTED") return;
    failed.push(`${request.failure()?.errorText} ${request.url().split("?")[0]}`);
  });
  return { context, failed };
}
