import { Html, html } from "./html.ts";
import { scopeBoxes } from "./scope-boxes.ts";
import type { GitHubUser } from "./user-schema.ts";

const STYLE = new Html(`
  body { font: 16px/1.5 system-ui, sans-serif; color: #1f2328; background: #f6f8fa; margin: 0; overflow-wrap: anywhere; }
  main { max-width: 26rem; margin: 10vh auto 0; padding: 2rem; background: #fff; border: 1px solid #d1d9e0; border-radius: .5rem; }
  h1 { font-size: 1.25rem; margin-top: 0; }
  label { display: block; }
  input:not([type]) { font: inherit; width: 100%; box-sizing: border-box; padding: .5rem; }
  button { display: block; width: 100%; margin-top: .75rem; padding: .6rem; font: inherit; border: 1px solid #d1d9e0; border-radius: .375rem; background: #f6f8fa; color: inherit; cursor: pointer; }
  button.primary { background: #1f883d; border-color: #1f883d; color: #fff; }
  select { font: inherit; display: block; width: 100%; margin-bottom: .5rem; padding: .4rem; }
  form { margin-top: 1rem; }
  [role="alert"] { color: #d1242f; }
  small { color: #59636e; }
`);

export interface AccountPage {
  users: readonly GitHubUser[];
  /** Where to go once it is known, from the site's root. */
  returnTo: string;
  /** The way from this page to the site's root: the same pages work below any address they are served from. */
  root: string;
  offersSignup: boolean;
}

/** Asks who is at the keyboard: one button an account. */
export function accountPage({ users, returnTo, root, offersSignup }: AccountPage): Response {
  const accounts = users.map(
    ({ login, name }) =>
      html`<button name="login" value="${login}">
        ${login}${name === null ? "" : ` (${name})`}
      </button>`,
  );
  const signup = html`<p>
    New to GitHub? Here, accounts are made by adding them to the users file.
  </p>`;
  return page(
    "Sign in to GitHub",
    html`<h1>Sign in to GitHub</h1>
      <form method="post" action="${root}session">
        <input type="hidden" name="return_to" value="${returnTo}" />
        ${accounts}
      </form>
      ${offersSignup ? signup : ""}`,
  );
}

export interface AuthorizePage {
  user: GitHubUser;
  appName: string;
  scopes: readonly string[];
  authenticityToken: string;
  action: string;
  /** What happens after a yes. */
  consequence: string;
}

/** Asks the user whether the app may have what it asks for. */
export function authorizePage(asked: AuthorizePage): Response {
  return page(
    `Authorize ${asked.appName}`,
    html`<h1>Authorize ${asked.appName}</h1>
      <p>${asked.appName} wants to access the account <strong>${asked.user.login}</strong>:</p>
      <form method="post" action="${asked.action}">
        <input type="hidden" name="authenticity_token" value="${asked.authenticityToken}" />
        ${scopeBoxes(asked.scopes)}
        <button name="authorize" value="1" class="primary">Authorize ${asked.appName}</button>
        <button name="authorize" value="0">Cancel</button>
      </form>
      <p><small>${asked.consequence}</small></p>`,
  );
}

/** Says that there is nothing here, as GitHub does to an unknown `client_id`. */
export function notFoundPage(): Response {
  return page(
    "Page not found",
    html`<h1>404</h1>
      <p>This is not the web page you are looking for.</p>`,
    404,
  );
}

/** Refuses a form whose token is not the one that was given out. */
export function unprocessablePage(): Response {
  return page(
    "Your browser did something unexpected",
    html`<h1>Your browser did something unexpected.</h1>
      <p>
        Start again from the application. The form had expired, was sent twice, or came from
        elsewhere.
      </p>`,
    422,
  );
}

/** Makes a page of the emulator's. */
export function page(title: string, body: Html, status = 200): Response {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · GitHub emulator</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        <main>
          ${body}
          <p>
            <small
              >This is an emulation of GitHub, by remote-mcp-kit. No real account is
              involved.</small
            >
          </p>
        </main>
      </body>
    </html>`;
  return new Response(document.markup, {
    status,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "max-age=0, private, must-revalidate",
      "Content-Security-Policy":
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "Referrer-Policy": "origin-when-cross-origin, strict-origin-when-cross-origin",
    },
  });
}
