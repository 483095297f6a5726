import { html, type Html } from "./html.ts";

/** Tells a form that showed the boxes, all of them empty, from one that had none. */
const SHOWN = "scopes_shown";

/**
 * Lists scopes as check boxes, all ticked: "users can edit their scopes, effectively granting your application less access
 * than you originally requested".
 *
 * @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#requested-scopes-and-granted-scopes
 */
export function scopeBoxes(scopes: readonly string[]): Html {
  if (scopes.length === 0) return html`<p>Public data only</p>`;
  const boxes = scopes.map(
    (scope) =>
      html`<label>
        <input type="checkbox" name="scope" value="${scope}" checked /> <code>${scope}</code>
      </label>`,
  );
  return html`<input type="hidden" name="${SHOWN}" value="1" />${boxes}`;
}

/** Reads which of the scopes that were asked for the user left ticked. */
export function grantedScopes(asked: readonly string[], form: URLSearchParams): string[] {
  if (!form.has(SHOWN)) return [...asked];
  const ticked = form.getAll("scope");
  return asked.filter((scope) => ticked.includes(scope));
}
