const PER_PAGE = 30;
const MOST_PER_PAGE = 100;

/**
 * Takes one page of a list: `per_page` (30, at most 100) and `page`, and the `Link` to the others.
 *
 * @param url the request's, with whatever else is in its query
 * @returns no link when there is one page only
 * @see https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export function paginate<Item>(
  items: readonly Item[],
  url: URL,
): { items: Item[]; link: string | undefined } {
  const perPage = Math.min(
    naturalNumber(url.searchParams.get("per_page")) ?? PER_PAGE,
    MOST_PER_PAGE,
  );
  const page = naturalNumber(url.searchParams.get("page")) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const links: string[] = [];
  const add = (rel: string, target: number) => {
    const address = new URL(url);
    address.searchParams.set("page", String(target));
    links.push(`<${address.href}>; rel="${rel}"`);
  };
  if (page > 1) add("prev", Math.min(page - 1, last));
  if (page < last) {
    add("next", page + 1);
    add("last", last);
  }
  if (page > 1) add("first", 1);
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    link: links.length > 0 ? links.join(", ") : undefined,
  };
}

/** GitHub documents no refusal of other values; so they count as left out. */
function naturalNumber(text: string | null): number | undefined {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
