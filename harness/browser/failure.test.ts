import { test } from "vitest";
import { signInFailed } from "./failure.ts";
import type { Hop } from "./hop.ts";

function hop(url: string): Hop {
  const sent = { form: null, cookies: [], origin: null };
  const answer = { status: 302, contentType: null, location: null, text: null };
  return { method: "GET", url, pressed: null, sent, ...answer };
}

const registered = "http://localhost:8788/callback";

test.for([
  ["http://localhost:8788/auth/callback", "/auth/callback"],
  ["http://127.0.0.1:8788/auth/callback", "/auth/callback"],
  ["http://my.localhost:8788/callback", "http://my.localhost:8788/callback"],
] as const)(
  "where GitHub refuses to return to %s, says so, and that the app's callbackUrl should be %s",
  ([asked, setting], { expect }) => {
    const { hint } = signInFailed("No.", [
      hop("http://localhost:8788/authorize?redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback"),
      hop(`https://github.com/login/oauth/authorize?redirect_uri=${encodeURIComponent(asked)}`),
      hop(`${registered}?error=redirect_uri_mismatch&state=…`),
    ]);
    expect(hint).toContain(`send people back to "${asked}"`);
    expect(hint).toContain(`the first that it has is "${registered}"`);
    expect(hint).toContain(`"callbackUrl": "${setting}"`);
  },
);
