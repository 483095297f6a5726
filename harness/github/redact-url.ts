import { redactText } from "../redact-text.ts";

/**
 * Writes a URL for a message or a log: the names of its query stay, their values do not.
 *
 * @param keep names whose values tell much, such as `error` or `client_id`; what looks like a secret is taken out of them, too
 * @returns for example `https://github.com/login/oauth/authorize?client_id=Ov23li&state=…`
 */
export function redactUrl(url: string | URL, keep: readonly string[] = []): string {
  const { protocol, host, pathname, searchParams, hash } = new URL(url);
  const query = [...searchParams].map(([name, value]) => {
    return `${show(name)}=${keep.includes(name) ? show(value) : "…"}`;
  });
  return `${protocol}//${host}${redactText(pathname)}${query.length > 0 ? `?${query.join("&")}` : ""}${hash ? "#…" : ""}`;
}

function show(text: string): string {
  return redactText(text).split("…").map(encodeURIComponent).join("…");
}
