import { AUTHORIZE } from "./github.test-support.ts";

/** Goes to a page of GitHub's without following it elsewhere. */
export async function open(url: string, init: RequestInit = {}) {
  const response = await fetch(url, { redirect: "manual", ...init });
  const location = response.headers.get("Location");
  return {
    status: response.status,
    cookie: response.headers.getSetCookie()[0]?.split(";")[0] ?? "",
    location: location === null ? null : new URL(location, url),
    text: await response.text(),
  };
}

/** Signs in at GitHub by hand. @returns the session's cookie */
export async function signIn(login: string): Promise<string> {
  const body = new URLSearchParams({ login, return_to: "login/oauth/authorize" });
  const { cookie } = await open("https://github.com/session", { method: "POST", body });
  return cookie;
}

export function formToken(page: { text: string }): string {
  return /name="authenticity_token" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
}

/** Presses Authorize ("1") or Cancel ("0"). @param more what else the form sends */
export function answer(
  cookie: string,
  authenticityToken: string,
  authorize: "0" | "1",
  more: string[][] = [],
) {
  const body = new URLSearchParams([
    ["authenticity_token", authenticityToken],
    ["authorize", authorize],
    ...more,
  ]);
  return open(AUTHORIZE, { method: "POST", headers: { Cookie: cookie }, body });
}
