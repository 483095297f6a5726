import { test } from "vitest";
import { paginate } from "./pagination.ts";

const numbers = Array.from({ length: 45 }, (_, index) => index);

function turnTo(query: string) {
  return paginate(numbers, new URL(`https://api.github.com/user/repos?${query}`));
}

/**
 * "By default, most endpoints return 30 items"; "the maximum is 100".
 * https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
test.for([
  ["", 0, 30, ["next", "last"]],
  ["page=2", 30, 15, ["prev", "first"]],
  ["per_page=20&page=2", 20, 20, ["prev", "next", "last", "first"]],
  ["per_page=100", 0, 45, []],
  ["per_page=1000", 0, 45, []],
  ["per_page=0&page=none", 0, 30, ["next", "last"]],
  ["page=9", undefined, 0, ["prev", "first"]],
] as const)(
  "turns to the page of ?%s, which starts with %s and holds %s",
  ([query, first, count, rels], { expect }) => {
    const { items, link } = turnTo(query);
    expect(items[0]).toBe(first);
    expect(items).toHaveLength(count);
    expect([...(link ?? "").matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel)).toEqual(rels);
  },
);

test("puts a hundred on a page at most", ({ expect }) => {
  const url = new URL("https://api.github.com/user/repos?per_page=1000");
  expect(paginate([...numbers, ...numbers, ...numbers], url).items).toHaveLength(100);
});

test.for([
  ["page=2", 1],
  ["page=3", 2],
  ["page=9", 2],
] as const)("leads back from ?%s to page %i", ([query, page], { expect }) => {
  expect(turnTo(query).link).toContain(`?page=${page}>; rel="prev"`);
});

test("keeps the rest of the query in its links", ({ expect }) => {
  expect(turnTo("per_page=20&sort=created").link).toBe(
    '<https://api.github.com/user/repos?per_page=20&sort=created&page=2>; rel="next", <https://api.github.com/user/repos?per_page=20&sort=created&page=3>; rel="last"',
  );
});
