import { serverInfo } from "../server-info.ts";
import { html, Html } from "./html.ts";
import { styleSheet } from "./style.ts";

export interface PageOptions {
  title: string;
  body: Html;
  status?: number;
  /** For a single question instead of a text. */
  narrow?: boolean;
  /** Our own script, a constant: it is not escaped. */
  script?: string;
  /** Where a form may lead, the redirects after it included: Chrome holds them to it too. Default: there is no form. */
  formAction?: string;
  /** Headers that the answer must carry as well, such as cookies. */
  headers?: Headers;
}

const icon = new Html(
  '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9" fill="#5b3df5"/><path d="M9 21V12l7 6 7-6v9" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
);

/**
 * Answers with a page of ours: one document without any other file, closed to frames, caches and
 * everything that is not in it.
 */
export function pageResponse(options: PageOptions): Response {
  const { title, body, status = 200, narrow = false, script, headers = new Headers() } = options;
  const nonce = crypto.randomUUID();
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set(
    "Content-Security-Policy",
    contentSecurityPolicy(nonce, options.formAction ?? "'none'"),
  );
  headers.set("X-Frame-Options", "DENY");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cache-Control", "no-store");
  headers.append("Vary", "Accept");
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(favicon)}" />
        <style nonce="${nonce}">
          ${new Html(styleSheet)}
        </style>
      </head>
      <body>
        <main class="${narrow ? "narrow" : ""}">
          <p class="brand">${icon}<span>${serverInfo.name}</span></p>
          ${body}
        </main>
        ${
          script
            ? html`<script nonce="${nonce}">
                ${new Html(script)};
              </script>`
            : ""
        }
      </body>
    </html>`;
  return new Response(document.text, { status, headers });
}

const favicon = icon.text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ');

function contentSecurityPolicy(nonce: string, formAction: string): string {
  return [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "img-src data:",
    "base-uri 'none'",
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
  ].join("; ");
}
