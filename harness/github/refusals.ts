import { redactText } from "../redact-text.ts";
import type { GitHubModel } from "./model.ts";
import { callbackUrlsOf } from "./redirect-uri.ts";

/** What GitHub said no to lately: where a sign-in fails on the way, the Worker's own page seldom tells. */
export class Refusals {
  readonly #model: Pick<GitHubModel, "findApp">;
  #recent: string[] = [];

  constructor(model: Pick<GitHubModel, "findApp">) {
    this.#model = model;
  }

  /** Takes down a refusal, e.g. `POST /login/oauth/access_token → 200 incorrect_client_credentials`. */
  note({ method, url }: Request, response: Response): void {
    const { pathname } = new URL(url);
    const { status } = response;
    const add = (error = "") => {
      const line = redactText(`${method} ${pathname} → ${status} ${error}`).trimEnd();
      this.#recent = [...this.#recent, line].slice(-5);
    };
    if (status >= 400) add();
    else if (response.headers.get("Location")?.includes("error=redirect_uri_mismatch")) {
      add(this.#describeMismatch(new URL(url).searchParams));
    }
    // Not waited for: a fault can make a body last.
    else if (pathname.endsWith("/access_token")) {
      void errorOf(response.clone()).then((error) => error && add(error));
    }
  }

  #describeMismatch(query: URLSearchParams): string {
    const app = this.#model.findApp(query.get("client_id"));
    const registered = app === undefined ? "" : callbackUrlsOf(app).join(" and ");
    return `redirect_uri_mismatch (it was asked to return to ${query.get("redirect_uri")}; the app has ${registered})`;
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
