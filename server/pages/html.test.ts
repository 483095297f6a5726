import { test } from "vitest";
import { html } from "./html.ts";

test("CON-10 escapes the five characters that leave text or an attribute", ({ expect }) => {
  const name = `<img src=x onerror="a('b')"> & co`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    `<p title="&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; co">` +
      `&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt; &amp; co</p>`,
  );
});

test("keeps HTML that it made itself, and joins lists", ({ expect }) => {
  const items = ["a", "<b>"].map((item) => html`<i>${item}</i>`);
  expect(html`<p>${items}</p>`.text).toBe("<p><i>a</i><i>&lt;b&gt;</i></p>");
});

test("leaves out what is not there", ({ expect }) => {
  expect(html`a${undefined}${null}${false}${""}${0}b`.text).toBe("a0b");
});
