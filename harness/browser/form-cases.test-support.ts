import type { Browser, Page as ChromiumPage } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { navigationFor } from "./navigation.ts";
import { links, submitButtons } from "./page.ts";
import { ScriptedBrowser } from "./scripted-browser.ts";
import { serve, type Answer, type SeenRequest, type Site } from "./site.test-support.ts";

/**
 * What comes of pressing the first button that submits: `"POST /go a=1"`, `"refused: a, b"` for fields that want something
 * else, or `"nothing"`.
 */
export type Outcome = string;

/** What somebody finds at the page's address, and what comes of pressing its button. */
export type FormCase = readonly [what: string, page: Answer, outcome: Outcome];

const utf8 = { "Content-Type": "text/html; charset=utf-8" };

/** A form with these controls, and a button. */
export function form(controls: string, attributes = 'method="post" action="/go"') {
  const body = `<!doctype html><form ${attributes}>${controls}<button>Send</button></form>`;
  return { headers: utf8, body };
}

/** Begins the names of cases alike. */
export const named =
  (beginning: string) =>
  ([what, ...rest]: FormCase): FormCase => [beginning + what, ...rest];

/** Tests that the scripted browser sends what is expected, and, where there is one, that Chromium does. */
export function testFormCases(cases: readonly FormCase[]): void {
  test.for(cases)("the scripted browser sends %s", async ([, page, sent], { expect }) => {
    expect(await pressInScriptedBrowser(page)).toBe(sent);
  });

  describe.runIf(hasChromium)("in Chromium,", () => {
    let browser: Browser;
    let tab: ChromiumPage;
    beforeAll(async () => {
      browser = await openChromium();
      tab = await browser.newPage();
    });
    afterAll(() => browser.close());

    test.for(cases)("the browser sends %s", async ([, page, sent], { expect }) => {
      expect(await pressInChromium(page, tab)).toBe(sent);
    });
  });
}

function serveForm(page: Answer): Promise<Site> {
  return serve({ "GET /": page, "POST /": "sent", "GET /go": "sent", "POST /go": "sent" });
}

async function pressInScriptedBrowser(page: Answer): Promise<Outcome> {
  await using site = await serveForm(page);
  const browser = new ScriptedBrowser({
    fetch: globalThis.fetch,
    allows: () => true,
    stopsBefore: () => false,
  });
  const arrival = await browser.visit({ method: "GET", url: new URL(`${site.origin}/`) });
  if (!("page" in arrival)) throw new Error("There is no page.");
  const [button] = [...submitButtons(arrival.page), ...links(arrival.page)];
  if (button === undefined) return "nothing";
  const navigation = navigationFor(arrival.page, button);
  if ("problem" in navigation) return `refused: ${navigation.missing?.join(", ")}`;
  await browser.visit(navigation);
  return describeSent(site.requests.at(-1));
}

async function pressInChromium(page: Answer, tab: ChromiumPage): Promise<Outcome> {
  await using site = await serveForm(page);
  await tab.goto(`${site.origin}/`);
  const arrived = tab.waitForEvent("load");
  arrived.catch(() => {}); // nobody waits for it where nothing is sent
  const { submits, invalid } = await tab.evaluate(press);
  if (invalid.length > 0) return `refused: ${[...new Set(invalid)].join(", ")}`;
  if (!submits) return "nothing";
  await arrived;
  return describeSent(site.requests.findLast(({ url }) => url.pathname !== "/favicon.ico"));
}

/** Runs in Chromium. */
function press(): { submits: boolean; invalid: string[] } {
  const { document } = globalThis as unknown as { document: Dom };
  const seen = { submits: false, invalid: [] as string[] };
  document.addEventListener("submit", () => void (seen.submits = true), true);
  document.addEventListener("invalid", ({ target }) => void seen.invalid.push(target.name), true);
  document.querySelector("button")?.click();
  return seen;
}

interface Dom {
  addEventListener(
    type: string,
    listener: (event: { target: { name: string } }) => void,
    captures: boolean,
  ): void;
  querySelector(selector: string): { click(): void } | null;
}

/** Bytes are written as Latin-1, and line ends, boundaries and types so that two requests can be compared. */
function describeSent(request: SeenRequest | undefined): Outcome {
  if (request === undefined) return "nothing";
  const { method, url, headers, bytes } = request;
  const [type = "", boundary] = headers["content-type"]?.split("; boundary=") ?? [];
  const body = bytes.toString("latin1").replaceAll(boundary ?? "\0", "BOUNDARY");
  const isUsual = type === "" || type === "application/x-www-form-urlencoded";
  return [method, url.pathname + url.search, isUsual ? "" : type, body].filter(Boolean).join(" ");
}
