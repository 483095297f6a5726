/**
 * Writes a URL for a message or a log: the names of its query stay, their values do not.
 *
 * @param keep names whose values are no secret, such as `error` or `client_id`
 * @returns for example `https://github.com/login/oauth/authorize?client_id=Ov23li&state=…`
 */
export function redactUrl(url: string | URL, keep: readonly string[] = []): string {
  const { protocol, host, pathname, searchParams, hash } = new URL(url);
  const query = [...searchParams].map(([name, value]) => {
    const shown = keep.includes(name) ? encodeURIComponent(value) : "…";
    return `${encodeURIComponent(name)}=${shown}`;
  });
  return `${protocol}//${host}${pathname}${query.length > 0 ? `?${query.join("&")}` : ""}${hash ? "#…" : ""}`;
}
