import { test } from "vitest";
import { submitButtons } from "./page.ts";
import { pageOf, press } from "./press.test-support.ts";

test.for([
  ["<base target=_self><base href=/sub/>", "/sub/go"],
  ['<base href="javascript:alert(1)">', "/go"],
  ['<base href="data:text/plain,a">', "/go"],
])("by %s a form leads to %s", ([base, path], { expect }) => {
  const page = `${base}<form action="go"><button>Send</button></form>`;
  expect(press(page, "Send")).toMatchObject({ url: { pathname: path } });
});

test("finds the form of a button that stands outside of it", ({ expect }) => {
  const body = `<form id="consent" action="/approve" method="post"><input name="a" value="1"></form>
    <button form="consent">Allow</button><button>Lost</button>`;
  expect(press(body, "Allow")).toMatchObject({ url: { pathname: "/approve" }, body: "a=1" });
  expect(submitButtons(pageOf(body)).map(({ words }) => words)).toEqual(["Allow"]);
});

test("takes address, method and encoding from the button before the form", ({ expect }) => {
  const body = `<base href="/base/"><form action="deny" method="get"><input name="a" value="1">
    <button formaction="allow" formmethod="post">Allow</button>
    <button>Deny</button>
    <button formaction="">Here</button>
    <button formmethod="post" formenctype="multipart/form-data">Parts</button>
    <a href="elsewhere?x=1">Link</a></form>`;
  expect(press(body, "Allow")).toMatchObject({
    method: "POST",
    url: { href: "http://localhost:8788/base/allow" },
    contentType: "application/x-www-form-urlencoded",
  });
  expect(press(body, "Deny")).toMatchObject({
    method: "GET",
    url: { href: "http://localhost:8788/base/deny?a=1" },
  });
  expect(press(body, "Here")).toMatchObject({ url: { pathname: "/consent", search: "?a=1" } });
  expect(press(body, "Parts")).toMatchObject({
    contentType: expect.stringMatching(/^multipart\/form-data; boundary=./),
  });
  expect(press(body, "Link")).toMatchObject({
    url: { pathname: "/base/elsewhere", search: "?x=1" },
  });
});

test("says that an address is none", ({ expect }) => {
  const body = '<form action="http://["><button>Send</button></form>';
  expect(press(body, "Send")).toHaveProperty("problem");
});
