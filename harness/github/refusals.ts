import { redactText } from "../redact-text.ts";
import { transportFaults } from "./transport-faults.ts";
import type { GitHubModel } from "./model.ts";
import { bearerOf } from "./request-user.ts";
import { callbackUrlsOf } from "./redirect-uri.ts";

interface Refusal {
  readonly line: string;
  /** Whose request it was. */
  readonly login: string | undefined;
  /** Whether it came with a token that is nobody's, or nobody's any more. */
  readonly isStray: boolean;
}

const KEPT = 20;
const TOLD = 5;

/** What GitHub said no to lately: where a sign-in fails on the way, the Worker's own page seldom tells. */
export class Refusals {
  readonly #model: Pick<GitHubModel, "findApp">;
  #recent: Refusal[] = [];

  constructor(model: Pick<GitHubModel, "findApp">) {
    this.#model = model;
  }

  /** Takes down a refusal, e.g. `POST /login/oauth/access_token → 200 incorrect_client_credentials`, or a fault: `→ no answer (reset)`. */
  note(
    request: Request,
    response: Response,
    { login, fault }: { login: string | undefined; fault: string | undefined },
  ): void {
    const { method, url } = request;
    const { pathname } = new URL(url);
    const { status } = response;
    const add = (error = "") => {
      const what = response.type === "error" ? "no answer" : status;
      const line = redactText(`${method} ${pathname} → ${what} ${error}`).trimEnd();
      const isStray = login === undefined && bearerOf(request) !== undefined;
      this.#recent = [...this.#recent, { line, login, isStray }].slice(-KEPT);
    };
    const told = fault && `(fault "${fault}")`;
    if (status >= 400) add();
    else if (response.headers.get("Location")?.includes("error=redirect_uri_mismatch")) {
      add(this.#describeMismatch(new URL(url).searchParams));
    }
    // A fault can make a body last.
    else if (fault !== undefined && Object.hasOwn(transportFaults, fault)) add(told);
    else if (pathname.endsWith("/access_token")) {
      void errorOf(response.clone()).then((error = told) => error && add(error));
    } else if (told) add(told);
  }

  #describeMismatch(query: URLSearchParams): string {
    const app = this.#model.findApp(query.get("client_id"));
    const registered = app === undefined ? "" : callbackUrlsOf(app).join(" and ");
    return `redirect_uri_mismatch (it was asked to return to ${query.get("redirect_uri")}; the app has ${registered})`;
  }

  /** Forgets what it tells. @param login who alone is asked about; what may be anybody's may be theirs */
  take(login?: string): string[] {
    const isAsked = (each: Refusal) =>
      login === undefined || each.login === login || (each.login === undefined && !each.isStray);
    const taken = this.#recent.filter(isAsked);
    this.#recent = this.#recent.filter((each) => !taken.includes(each));
    return taken.slice(-TOLD).map(({ line }) => line);
  }
}

/** GitHub refuses a token with status 200, in one of three encodings. */
async function errorOf(response: Response): Promise<string | undefined> {
  const text = await response.text().catch(() => "");
  return /(?:^|[&"<])error(?:=|":\s*"|>)(\w+)/.exec(text)?.[1];
}
