import { redactUrl } from "./redact-url.ts";

/** What GitHub said no to lately: where a sign-in fails on the way, the Worker's own page seldom tells. */
export class Refusals {
  #recent: string[] = [];

  /** Takes down a refusal, e.g. `POST /login/oauth/access_token → 200 incorrect_client_credentials`. */
  async note({ method, url }: Request, response: Response): Promise<void> {
    const { pathname } = new URL(redactUrl(new URL(url)));
    const error = pathname.endsWith("/access_token") ? await errorOf(response.clone()) : undefined;
    if (error === undefined && response.status < 400) return;
    const line = `${method} ${pathname} → ${response.status} ${error ?? ""}`.trimEnd();
    this.#recent = [...this.#recent, line].slice(-5);
  }

  /** Forgets what it tells. */
  take(): string[] {
    return this.#recent.splice(0);
  }
}

/** GitHub refuses a token with status 200, in one of three encodings. */
async function errorOf(response: Response): Promise<string | undefined> {
  const text = await response.text().catch(() => "");
  return /(?:^|[&"<])error(?:=|":\s*"|>)(\w+)/.exec(text)?.[1];
}
