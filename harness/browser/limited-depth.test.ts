import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { elementsOf, enclosing } from "./dom.ts";
import { parseHtml } from "./form-owner.ts";

/** Deep pages that end in an `<input>`, and how many elements that is in, itself counted. */
const pages: [html: string, times: number, depth: number][] = [
  ["<div>", 400, 403],
  ["<div>", 2000, 513],
  ["<b>", 2000, 513],
  ["<form><div>", 2000, 513],
  ["<table><tr><td>", 2000, 513],
  ["<ul><li>", 2000, 513],
];

test.for(pages)("%s, %i times, ends at %i", ([html, times, depth], { expect }) => {
  const input = elementsOf(parseHtml(`${html.repeat(times)}<input>`)).find(
    (each) => each.tagName === "input",
  );
  expect(input && enclosing(input)).toHaveLength(depth);
});

describe.runIf(hasChromium)("in Chromium,", () => {
  let browser: Browser;
  let tab: Page;
  beforeAll(async () => {
    browser = await openChromium();
    tab = await browser.newPage();
  });
  afterAll(() => browser.close());

  test.for(pages)("%s, %i times, ends at %i", async ([html, times, depth], { expect }) => {
    await tab.setContent(`<!doctype html><body>${html.repeat(times)}<input>`);
    expect(await tab.locator("xpath=//input/ancestor-or-self::*").count()).toBe(depth);
  });
});
