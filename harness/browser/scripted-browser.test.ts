import { test } from "vitest";
import { isLoopback } from "../github/loopback.ts";
import { navigationFor, redirected } from "./navigation.ts";
import { links, submitButtons } from "./page.ts";
import { ScriptedBrowser, type Arrival } from "./scripted-browser.ts";
import { redirect, serve, type Site } from "./site.test-support.ts";

function openBrowser(): ScriptedBrowser {
  return new ScriptedBrowser({
    fetch: globalThis.fetch,
    allows: isLoopback,
    stopsBefore: () => false,
  });
}

function open(browser: ScriptedBrowser, url: string): Promise<Arrival> {
  return browser.visit({ method: "GET", url: new URL(url) });
}

/** Presses the first thing on the page that can be pressed. */
function pressFirst(browser: ScriptedBrowser, arrival: Arrival): Promise<Arrival> {
  if (!("page" in arrival)) throw new Error("There is no page.");
  const { page } = arrival;
  const [pressed] = [...submitButtons(page), ...links(page)];
  const navigation = pressed && navigationFor(page, pressed);
  if (navigation === undefined || "problem" in navigation) throw new Error("Nothing to press.");
  return browser.visit(navigation);
}

function lastOf(site: Site) {
  const request = site.requests.at(-1);
  if (request === undefined) throw new Error("Nothing was requested.");
  return request;
}

// https://fetch.spec.whatwg.org/#http-redirect-fetch
test.for([
  [301, "GET"],
  [302, "GET"],
  [303, "GET"],
  [307, "POST"],
  [308, "POST"],
] as const)("after a POST, %i goes on with %s", ([status, method], { expect }) => {
  const url = new URL("http://localhost/a/b#there");
  const next = redirected({ method: "POST", url, body: "a=1", contentType: "x" }, status, "../c");
  expect(next.method).toBe(method);
  expect(next.body).toBe(method === "POST" ? "a=1" : undefined);
  expect(next.url.href).toBe("http://localhost/c#there");
});

test("keeps __Host- and Secure cookies on plain http to this machine", async ({ expect }) => {
  await using site = await serve({
    "GET /": redirect("/next", 302, {
      "Set-Cookie": "__Host-csrf=1; Path=/; Secure; HttpOnly; SameSite=Lax",
    }),
    "GET /next": "done",
  });
  await open(openBrowser(), `${site.origin}/`);
  expect(lastOf(site).headers).toMatchObject({ cookie: "__Host-csrf=1" });
  await open(openBrowser(), `${site.origin.replace("localhost", "127.0.0.1")}/`);
  expect(lastOf(site).headers).toMatchObject({
    host: expect.stringContaining("127.0.0.1"),
    cookie: "__Host-csrf=1",
  });
});

test("sends the cookies of longer paths first, as browsers do", async ({ expect }) => {
  const paths = ["/", "/a", "/a/b"];
  await using site = await serve({
    "GET /a/set": ({ url }) => ({
      headers: { "Set-Cookie": `csrf=${url.search.length}; Path=${url.searchParams.get("to")}` },
    }),
    "GET /a/b/c": "done",
  });
  const browser = openBrowser();
  for (const to of paths) await open(browser, `${site.origin}/a/set?to=${to}`);
  await open(browser, `${site.origin}/a/b/c`);
  expect(lastOf(site).headers.cookie).toBe("csrf=8; csrf=6; csrf=5");
});

test.for([
  "__Host-csrf=1; Secure",
  "__Host-csrf=1; Path=/",
  "__Host-csrf=1; Path=/; Secure; Domain=localhost",
  "__Secure-csrf=1; Path=/",
])("drops the cookie %s, as browsers do", async (cookie, { expect }) => {
  await using site = await serve({
    "GET /sub/": redirect("/next", 302, { "Set-Cookie": cookie }),
    "GET /next": "done",
  });
  await open(openBrowser(), `${site.origin}/sub/`);
  expect(lastOf(site).headers.cookie).toBeUndefined();
});

test("carries Lax cookies, and no Strict ones, when another site leads back by GET", async ({
  expect,
}) => {
  const cookies = [
    "strict=1; SameSite=Strict",
    "lax=1; SameSite=Lax",
    "none=1; SameSite=None; Secure",
  ];
  await using site = await serve({
    "GET /": ({ url }) => ({
      headers: { "Set-Cookie": cookies[Number(url.searchParams.get("cookie"))] ?? "" },
      body: "kept",
    }),
    "GET /back": "back",
    "POST /back": "back",
    "GET /leave": '<a href="/back">Back</a>',
  });
  const browser = openBrowser();
  for (const index of cookies.keys()) await open(browser, `${site.origin}/?cookie=${index}`);
  await pressFirst(browser, await open(browser, `${site.origin}/leave`));
  expect(lastOf(site).headers.cookie).toBe("strict=1; lax=1; none=1");

  await using foreign = await serve({
    "GET /link": `<a href="${site.origin}/back">Back</a>`,
    "GET /form": `<form method="post" action="${site.origin}/back"><button>Back</button></form>`,
  });
  const elsewhere = foreign.origin.replace("localhost", "other.localhost");
  const wanderer = new ScriptedBrowser({
    fetch: (url, init) => fetch(url.replace(elsewhere, foreign.origin), init),
    allows: isLoopback,
    stopsBefore: () => false,
  });
  for (const index of cookies.keys()) await open(wanderer, `${site.origin}/?cookie=${index}`);
  await pressFirst(wanderer, await open(wanderer, `${elsewhere}/link`));
  expect(lastOf(site).headers.cookie).toBe("lax=1; none=1");
  await pressFirst(wanderer, await open(wanderer, `${elsewhere}/form`));
  expect(lastOf(site).headers.cookie).toBe("none=1");
});

test("sends Origin, Referer and Sec-Fetch headers as a browser does", async ({ expect }) => {
  await using site = await serve({
    "GET /": '<form method="post" action="/next"><button>Next</button></form>',
    "POST /next": "done",
  });
  const browser = openBrowser();
  const arrival = await open(browser, `${site.origin}/`);
  expect(lastOf(site).headers).toMatchObject({
    "sec-fetch-site": "none",
    "sec-fetch-dest": "document",
    "sec-fetch-user": "?1",
  });
  expect(lastOf(site).headers.origin).toBeUndefined();
  expect(lastOf(site).headers.referer).toBeUndefined();
  await pressFirst(browser, arrival);
  expect(lastOf(site).headers).toMatchObject({
    origin: site.origin,
    referer: `${site.origin}/`,
    "content-type": "application/x-www-form-urlencoded",
    "sec-fetch-site": "same-origin",
  });
});

test.for([
  ["header", { "Referrer-Policy": "no-referrer" }, ""],
  ["meta element", {}, '<meta name="referrer" content="no-referrer">'],
] as const)(
  "posts with the Origin null from a page whose %s says no-referrer",
  async ([, headers, meta], { expect }) => {
    const form = '<form method="post"><button>Next</button></form>';
    await using site = await serve({ "GET /": { headers, body: meta + form }, "POST /": "done" });
    const browser = openBrowser();
    await pressFirst(browser, await open(browser, `${site.origin}/`));
    expect(lastOf(site).headers.origin).toBe("null");
    expect(lastOf(site).headers.referer).toBeUndefined();
  },
);

// https://www.w3.org/TR/referrer-policy/#set-requests-referrer-policy-on-redirect
test("goes on from a redirect with the policy that it names", async ({ expect }) => {
  await using site = await serve({
    "GET /": '<form method="post" action="/1"><button>Next</button></form>',
    "POST /1": redirect("/2", 307, { "Referrer-Policy": "no-referrer" }),
    "POST /2": redirect("/3", 307),
    "POST /3": "done",
  });
  const browser = openBrowser();
  await pressFirst(browser, await open(browser, `${site.origin}/`));
  const seen = site.requests.map(({ headers: { referer, origin } }) => [referer, origin]);
  expect(seen.slice(1)).toEqual([
    [`${site.origin}/`, site.origin],
    [undefined, "null"],
    [undefined, "null"],
  ]);
});

test("repeats a posted form after a 307", async ({ expect }) => {
  await using site = await serve({
    "GET /":
      '<form method="post" action="/old"><input name="a" value="1"><button>Next</button></form>',
    "POST /old": redirect("/new", 307),
    "POST /new": "done",
  });
  const browser = openBrowser();
  await pressFirst(browser, await open(browser, `${site.origin}/`));
  expect(lastOf(site)).toMatchObject({ method: "POST", body: "a=1" });
  expect(browser.hops.map(({ method, status }) => `${method} ${status}`)).toEqual([
    "GET 200",
    "POST 307",
    "POST 200",
  ]);
});

test("names the cookies that it sends, and shows none that has no name", async ({ expect }) => {
  await using site = await serve({
    "GET /": ({ url }) => redirect("/next", 302, { "Set-Cookie": url.search.slice(1) }),
    "GET /next": "done",
  });
  const browser = openBrowser();
  await open(browser, `${site.origin}/?s3cret`);
  await open(browser, `${site.origin}/?named=1`);
  expect(lastOf(site).headers.cookie).toBe("s3cret; named=1");
  expect(browser.hops.at(-1)?.sent.cookies).toEqual(["named"]);
});
