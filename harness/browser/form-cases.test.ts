import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import {
  pressInChromium,
  pressInScriptedBrowser,
  type FormCase,
} from "./form-cases.test-support.ts";

const hidden = '<input type="hidden" name="a" value="1">';
const button = '<button name="b" value="2">Send</button>';

const owners: FormCase[] = [
  [
    "a form in a table, around its rows",
    `<table><form method="post" action="/go"><tr><td>${hidden}</td></tr><tr><td>${button}</td></tr></form></table>`,
    "POST /go a=1&b=2",
  ],
  [
    "a form whose element around it ends first",
    `<div><form method="post" action="/go"></div>${hidden}${button}`,
    "POST /go a=1&b=2",
  ],
  [
    "controls after the end of a form, inside of an element that it begins in",
    `<form method="post" action="/go"><div></form>${hidden}${button}</div>`,
    "POST /go a=1&b=2",
  ],
  [
    "a form in a form, which is none",
    `<form method="post" action="/go">${hidden}<form action="/no"><input name="c">${button}</form>`,
    "POST /go a=1&c=&b=2",
  ],
  [
    "a button after the end of the inner form, which ended the outer one",
    `<form action="/go">${hidden}<div><form><input name="c"></form></div>${button}</form>`,
    "nothing",
  ],
  [
    "a button that names its form",
    `<form id="f" action="/go">${hidden}</form><form action="/no"><button form="f">Send</button></form>`,
    "GET /go?a=1",
  ],
  [
    "a button that names what is no form",
    `<p id="f"></p><form id="f" action="/go"><button form="f">Send</button></form>`,
    "nothing",
  ],
  ["a button that names nothing", '<form><button form="">Send</button></form>', "nothing"],
];

const cases: FormCase[] = [...owners];

test.for(cases)("the scripted browser sends %s as expected", async ([, page, sent], { expect }) => {
  expect(await pressInScriptedBrowser(page)).toBe(sent);
});

describe.runIf(hasChromium)("what is expected is true:", () => {
  let browser: Browser;
  let tab: Page;
  beforeAll(async () => {
    browser = await openChromium();
    tab = await browser.newPage();
  });
  afterAll(() => browser.close());

  test.for(cases)("Chromium sends %s so", async ([, page, sent], { expect }) => {
    expect(await pressInChromium(page, tab)).toBe(sent);
  });
});
