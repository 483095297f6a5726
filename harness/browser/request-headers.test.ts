import { test } from "vitest";
import { headersFor } from "./request-headers.ts";
import { parsePage } from "./page.ts";

const [own, other, third] = ["http://localhost:1", "http://127.0.0.1:1", "http://127.0.0.1:2"];

// https://fetch.spec.whatwg.org/#http-redirect-fetch, step 10
test.for([
  [[own], own],
  [[own, own], own],
  [[other], own],
  [[own, other], own],
  [[own, own, other], own],
  [[other, third], "null"],
  [[other, own], "null"],
  [[own, other, third], "null"],
] as const)(
  "a form on a page of the first origin, posted by way of %j, has the Origin %s",
  ([way, origin], { expect }) => {
    const urls = way.map((each) => new URL(`${each}/form`));
    const from = parsePage({
      url: new URL(`${own}/page`),
      status: 200,
      content: { text: "", encoding: "UTF-8", isHtml: true },
      referrerPolicy: "strict-origin-when-cross-origin",
    });
    const url = urls.at(-1) ?? from.url;
    const headers = headersFor(
      { method: "POST", url, from },
      { urls, policy: "strict-origin-when-cross-origin" },
    );
    expect(headers.get("Origin")).toBe(origin);
  },
);
