import { quote } from "../../client/quote.ts";
import type { AttemptOptions } from "./attempt.ts";
import { signInFailed } from "./failure.ts";
import type { Hop } from "./hop.ts";
import type { Progress } from "./turn.ts";

/** A test that expects a refusal must not pass because nobody did what should have been refused. */
export function checkDone(
  { hasActed, hadNoCookies, scopesSeenAt, fieldsSeen }: Progress,
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
    const hint = `Check that the sign-in has what "${act}" needs: a page to say no on, hidden fields, or cookies.`;
    throw signInFailed(`Nobody came to "${act}", and the client got its code.`, hops, { hint });
  }
  for (const place of ["scopes", "gitHubScopes"] as const) {
    if (options[place] === undefined || scopesSeenAt.has(place)) continue;
    const whose = place === "scopes" ? "consent page" : "page of GitHub's";
    const hint = `Leave \`${place}\` out, or give the ${whose} check boxes named \`scope\`.`;
    throw signInFailed(`No ${whose} had check boxes for scopes to tick.`, hops, { hint });
  }
  checkFilled(options.fill ?? {}, fieldsSeen, hops);
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
