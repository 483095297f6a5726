import type { Browser, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, test } from "vitest";
import { hasChromium, openChromium } from "../chromium.test-support.ts";
import { links, parsePage, submitButtons } from "./page.ts";
import { DEFAULT_REFERRER_POLICY } from "./referrer.ts";

/** What stands in a form, and by what a person knows the button or link in it. */
const names: [html: string, name: string][] = [
  ["<button> Deny  access </button>", "Deny access"],
  ['<button><img alt="Deny"></button>', "Deny"],
  ['<button><img title="Deny"></button>', "Deny"],
  ['<button><img alt="Do not">allow</button>', "Do not allow"],
  ["<button><svg><title>Deny</title><path/></svg></button>", "Deny"],
  ['<button><svg aria-label="Deny"></svg></button>', "Deny"],
  ['<button><i role="img" aria-label="Deny"></i></button>', "Deny"],
  ['<button><span aria-label="Deny">Allow</span></button>', "Deny"],
  ['<button><span aria-hidden="true">close</span>Allow</button>', "Allow"],
  ['<button><span style="display:none">Deny</span>Allow</button>', "Allow"],
  ["<button><template>Deny</template>Allow</button>", "Allow"],
  ["<button>Not<br>now</button>", "Not now"],
  ['<p id="x">Deny access</p><button aria-labelledby="x">Go</button>', "Deny access"],
  [
    '<p id="x" hidden>Deny</p><b id="y">now</b><button aria-labelledby="x y">Go</button>',
    "Deny now",
  ],
  ['<button aria-labelledby="nothing">Go</button>', "Go"],
  ['<button aria-label="Deny">Allow</button>', "Deny"],
  ['<button aria-label=" ">Allow</button>', "Allow"],
  ['<button title="Deny"></button>', "Deny"],
  ['<button title="Deny">Allow</button>', "Allow"],
  ['<input type="submit">', "Submit"],
  ['<input type="submit" value="Allow" title="Deny">', "Allow"],
  ['<input type="image" alt="Deny" value="Allow">', "Deny"],
  ['<input type="image" title="Deny">', "Deny"],
  ['<input type="image" value="Deny">', "Deny"],
  ['<a href="/x"><img alt="Deny"></a>', "Deny"],
];

test.for(names)("knows %s as %s", ([html, name], { expect }) => {
  const page = parsePage({
    url: new URL("http://localhost/"),
    status: 200,
    content: { text: `<form>${html}</form>`, encoding: "UTF-8", isHtml: true },
    referrerPolicy: DEFAULT_REFERRER_POLICY,
  });
  expect([...submitButtons(page), ...links(page)].map(({ words }) => words)).toEqual([name]);
});

describe.runIf(hasChromium)("in Chromium,", () => {
  let browser: Browser;
  let tab: Page;
  let devtools: CDPSession;
  beforeAll(async () => {
    browser = await openChromium();
    tab = await browser.newPage();
    devtools = await tab.context().newCDPSession(tab);
  });
  afterAll(() => browser.close());

  test.for(names)("the browser knows %s as %s", async ([html, name], { expect }) => {
    await tab.setContent(`<form>${html}</form>`);
    const { nodes } = await devtools.send("Accessibility.getFullAXTree");
    const found = nodes.filter(({ role }) => ["button", "link"].includes(String(role?.value)));
    expect(found.map((each) => each.name?.value)).toEqual([name]);
  });
});
