import type { ConsentDescription } from "@cloudflare/workers-oauth-provider";
import { scopes } from "../contract.ts";
import { serverInfo } from "../server-info.ts";
import { displayName } from "./display-name.ts";
import { hostName } from "./host-name.ts";
import { html, type Html } from "./html.ts";
import { pageResponse } from "./page.ts";

type Scope = (typeof scopes)[number];

const scopeTexts: Record<Scope, { title: string; text: string }> = {
  repositories: { title: "Repositories", text: "List your public repositories at GitHub." },
  read: { title: "Read", text: "Use this server's tools, and read your name and login." },
};

export interface ConsentPageOptions {
  /** Comes back with the form. */
  handle: string;
  /** From `beginConsent()`: they carry the cookie that binds the form to this browser. */
  headers: Headers;
  /** Who signs the person in, e.g. `GitHub`. */
  signInAt: string;
}

/**
 * Asks whether a client may act for the person: who asks, where access will be sent, and for what.
 *
 * Everything in `details` was chosen by the client, so it is shown as text only, and the name as a claim.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#confused-deputy-problem
 */
export function consentPage(
  details: ConsentDescription,
  { handle, headers, signInAt }: ConsentPageOptions,
): Response {
  // Without a name the provider puts the client's id there, which may be a URL: it would be read as a host, and cut at its end.
  const name = displayName(details.clientName === details.clientId ? "" : details.clientName);
  const body = html`<form class="card" method="post">
    <input type="hidden" name="handle" value="${handle}" />
    <h1>Allow ${name} to use this server?</h1>
    <p>${provenance(details)}</p>
    <dl>
      <div>
        <dt>Access is sent to</dt>
        <dd>${hostName(details.redirectHost)}</dd>
      </div>
    </dl>
    ${details.redirectIsLoopback ? loopbackWarning : ""}
    <fieldset>
      <legend>It may</legend>
      ${details.scope.map(scopeChoice)}
    </fieldset>
    <p class="actions">
      <button class="main" name="decision" value="approve">Allow</button>
      <button name="decision" value="deny">Deny</button>
    </p>
    <p class="soft">
      Next, ${signInAt} asks you to sign in. ${serverInfo.name} learns your public profile. The app
      gets access to this server only, never to your ${signInAt} account.
    </p>
  </form>`;
  // Over GitHub, and whoever signs people in for GitHub, to an address of the scheme that the client registered.
  const formAction = `'self' https: ${new URL(details.redirectUri).protocol}`;
  return pageResponse({ title: `Allow ${name}?`, body, headers, narrow: true, formAction });
}

const loopbackWarning = html`<p class="note">
  <strong>This goes to an app on your computer.</strong> Any program on it can claim this name. Go
  on only if you have just started to sign in from that app.
</p>`;

function provenance({ clientDomain }: ConsentDescription): Html {
  if (clientDomain) {
    return html`<span class="tag good">Verified</span> Published by ${hostName(clientDomain)}.`;
  }
  return html`<span class="tag warn">Not verified</span> The app gave itself this name.`;
}

/** The first scope cannot be unticked: without it a token is good for nothing. */
function scopeChoice(scope: string): Html {
  const known = scopes.find((candidate) => candidate === scope);
  const { title, text } = known ? scopeTexts[known] : { title: scope, text: "" };
  if (scope === scopes[0]) {
    return html`<label class="choice">
      <input type="checkbox" checked disabled />
      <input type="hidden" name="scope" value="${scope}" />
      <span><strong>${title} (always)</strong> ${text}</span>
    </label>`;
  }
  return html`<label class="choice">
    <input type="checkbox" name="scope" value="${scope}" checked />
    <span><strong>${title}</strong> ${text}</span>
  </label>`;
}
