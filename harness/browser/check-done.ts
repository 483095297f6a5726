import { quote } from "../../client/quote.ts";
import type { AttemptOptions } from "./attempt.ts";
import { signInFailed } from "./failure.ts";
import type { Ending } from "./ending.ts";
import type { Hop } from "./hop.ts";
import type { Progress } from "./turn.ts";

/** A test that expects a refusal must not pass because nobody did what should have been refused. */
export function checkDone(
  { hasActed, hadNoCookies, scopesSeenAt, fieldsSeen, hintsFit, sent }: Progress,
  options: AttemptOptions,
  hops: readonly Hop[],
): void {
  const { act = "approve" } = options;
  if (!hasActed && hadNoCookies) {
    const what = act === "lose-cookies" ? "approval" : "way back from GitHub";
    const hint = `Have the page before it set a cookie (\`__Host-\`, Secure, HttpOnly), and take the ${what} only together with it: otherwise somebody else can give it in this person's place.`;
    throw signInFailed(
      `The ${what} was accepted without a cookie, and none had been set: it is bound to no browser.`,
      hops,
      { hint },
    );
  }
  if (act !== "approve" && !hasActed) {
    checkHint("approve", hintsFit, options, hops);
    if (act === "deny") checkHint("deny", hintsFit, options, hops);
    const sameEverywhere =
      "Every browser is shown the same form, or one without a token: bind it to a browser by a token and a cookie (RFC 6749 section 10.12). Whether it is bound by the Origin header alone, this does not try.";
    const needs = `Check that the sign-in has what "${act}" needs: a page to say no on, hidden fields, cookies, or a way back from GitHub.`;
    const loginOnly =
      "Nothing but a login was sent, which is left as it is. Where that is the consent, name its button: `approve`.";
    const isLoginOnly = sent.length > 0 && sent.every(({ isLogin }) => isLogin);
    const isLeftOut = isLoginOnly && (act === "forge-form" || act === "lose-cookies");
    const unmet = act === "forge-form" ? sameEverywhere : needs;
    const hint = isLeftOut ? loginOnly : unmet;
    throw signInFailed(`Nobody came to "${act}", and the client got its code.`, hops, { hint });
  }
  for (const place of ["scopes", "gitHubScopes"] as const) {
    if (options[place] === undefined || scopesSeenAt.has(place)) continue;
    const whose = place === "scopes" ? "consent page" : "page of GitHub's";
    const hint = `Leave \`${place}\` out, or give the ${whose} check boxes named \`scope\`.`;
    throw signInFailed(`No ${whose} had check boxes for scopes to tick.`, hops, { hint });
  }
  checkFilled(options.fill ?? {}, fieldsSeen, hops);
  checkHint("approve", hintsFit, options, hops);
}

/**
 * An answer that is not to what the client asked is no answer, also where it is an error.
 *
 * @param response the client's redirect URI, with the answer in its query
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
 */
export function checkResponse(
  { searchParams }: URL,
  { url }: Pick<AttemptOptions, "url">,
  hops: readonly Hop[],
): void {
  const start = new URL(url).searchParams;
  const isRequest = start.has("response_type") || start.has("client_id");
  const [asked, told] = [start.get("state"), searchParams.get("state")];
  if (isRequest && asked && told !== asked) {
    const what = told === null ? "no state" : "another state than it gave";
    const answer = searchParams.has("error") ? "error" : "code";
    throw signInFailed(`The client was sent ${what} with its ${answer}.`, hops, {
      hint: "Return `state` from the authorization request unchanged, with a code and with an error (RFC 6749 sections 4.1.2 and 4.1.2.1).",
    });
  }
  if (searchParams.has("error") && searchParams.has("code"))
    throw signInFailed("The client was sent an error, and a code with it.", hops, {
      hint: "Send one or the other (RFC 6749 section 4.1.2.1): whoever sees the code can try it.",
    });
}

/** A test must not pass because somebody said no otherwise than it says. */
export function checkDenied(
  { hintsFit }: Progress,
  options: AttemptOptions,
  hops: readonly Hop[],
): void {
  const denies = options.act === "deny" || options.act === "cancel-at-github";
  if (denies) checkHint("deny", hintsFit, options, hops);
}

/** A test that expects a refusal must not pass because nobody came to what should be refused: the Worker was in trouble before. */
export function checkActed(
  { hasActed }: Progress,
  { act = "approve" }: AttemptOptions,
  hops: readonly Hop[],
): void {
  if (act === "approve" || hasActed) return;
  throw signInFailed(`It ended before anybody came to "${act}".`, hops, {
    hint: "Look at the last hop: what was refused there is something else.",
  });
}

/** A test that expects a refusal must not pass because of another one: a page that grants what is ticked refuses whoever ticks nothing. */
export function checkRefused(
  { kind }: Ending,
  { hadNoScopes, hasMadeUp }: Progress,
  { act = "approve" }: AttemptOptions,
  hops: readonly Hop[],
): void {
  if (hasMadeUp)
    throw signInFailed(
      "No other browser could be shown the form, so that tokens were changed in it: that they were refused does not say that they are bound to a browser.",
      hops,
      {
        hint: "Let two browsers come to the consent page by the same address, with what `fill` types.",
      },
    );
  if (!hadNoScopes || kind !== "refused") return;
  throw signInFailed(`No scope was ticked, which may be why "${act}" was refused.`, hops, {
    hint: "Name scopes that the consent page offers, so that nothing else is refused: `scopes`.",
  });
}

/** A button that was named, and is nowhere, is a slip of the pen, or the page has changed. */
function checkHint(
  wish: "approve" | "deny",
  hintsFit: Progress["hintsFit"],
  options: AttemptOptions,
  hops: readonly Hop[],
): void {
  if (hintsFit.get(wish) !== false) return;
  const pressed = hops.flatMap((hop) => hop.pressed ?? []).map(quote);
  throw signInFailed(`No page had a button ${quote(options[wish] ?? "")} to ${wish} with.`, hops, {
    hint: `Name words on a button, or leave \`${wish}\` out: what was pressed is ${pressed.join(", ")}.`,
  });
}

/** What was to be filled in, and was nowhere, is a slip of the pen, or the page has changed. */
function checkFilled(
  fill: Readonly<Record<string, string>>,
  fields: ReadonlySet<string>,
  hops: readonly Hop[],
): void {
  const unseen = Object.keys(fill).filter((name) => !fields.has(name));
  if (unseen.length === 0) return;
  const names = unseen.map(quote).join(", ");
  const known = [...fields].map(quote).join(", ");
  const hint = known
    ? `The fields that could be filled in: ${known}.`
    : "Leave `fill` out: no form had a field that could be filled in.";
  throw signInFailed(`No form that was sent had a field ${names} to fill in.`, hops, { hint });
}
