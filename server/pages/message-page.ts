import { html } from "./html.ts";
import { pageResponse } from "./page.ts";

export interface Message {
  status: number;
  title: string;
  /** What happened. */
  text: string;
  /** What to do now. */
  hint?: string;
}

/** A page with one message: what happened, and what to do now. */
export function messagePage({ status, title, text, hint }: Message): Response {
  const body = html`<section class="card">
    <h1>${title}</h1>
    <p class="lead">${text}</p>
    ${hint ? html`<p>${hint}</p>` : ""}
    <p class="soft">Status ${status} · <a href="/">What is this server?</a></p>
  </section>`;
  return pageResponse({ status, title, body, narrow: true });
}
