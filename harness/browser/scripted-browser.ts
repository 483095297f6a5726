import type { CookieJar } from "tough-cookie";
import { quote } from "../../client/quote.ts";
import { createCookieJar, isKept } from "./cookie-rules.ts";
import { decodePage } from "./decode-page.ts";
import { signInFailed } from "./failure.ts";
import { fetchWithCredentials } from "./credentials.ts";
import { mayLeadTo } from "./form-action.ts";
import { hopOf, showUrl, type Hop } from "./hop.ts";
import { locationOf, redirected, type Navigation } from "./navigation.ts";
import { describePage, parsePage, type Page } from "./page.ts";
import { readLimited } from "./read-limited.ts";
import { DEFAULT_REFERRER_POLICY, parseReferrerPolicy } from "./referrer.ts";
import { whyNoAnswer } from "./no-answer.ts";
import { headersFor, sameSiteContext, type Trail } from "./request-headers.ts";

/** A sign-in through GitHub takes seven or eight. */
const MAX_HOPS = 30;
/** A sign-in comes back to the page it started from when its person has signed in, and again with their consent; steps may share an address. */
const MAX_VISITS = 6;
const MAX_PAGE_BYTES = 1024 * 1024;
const ANSWER_TIMEOUT_MS = 30_000;
const SHOWN_TEXT = 320;

/** What the browser needs of `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** A request that is about to be made. */
export interface NextHop {
  readonly method: "GET" | "POST";
  /** The whole address, secrets included. */
  readonly url: URL;
  /** Loses what cookies there are, of all sites or of those whose address fits. @returns how many */
  readonly forgetCookies: (whose?: (site: URL) => boolean) => Promise<number>;
}

export interface BrowserOptions {
  fetch: Fetch;
  /** Where the browser may go. */
  allows: (url: URL) => boolean;
  /** Addresses that are not requested: what arrives there is the result. @param pressedOn the page where something was pressed that leads there */
  stopsBefore: (url: URL, pressedOn: Page | undefined) => boolean;
  /** Called before every request, redirects included. */
  beforeHop?: ((next: NextHop) => unknown) | undefined;
  /** What somebody types that is nobody else's. */
  typed?: ReadonlySet<string> | undefined;
  /** Another tab's cookies. Default: none. */
  cookies?: CookieJar | undefined;
  /** How long an answer is waited for. Default: 30 000. */
  answerTimeoutMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Where a navigation ended: on a page, or before an address that is not requested. */
export type Arrival = { page: Page } | { stoppedBefore: URL };

/**
 * Goes from page to page as a browser does, cookies and redirects included, and runs no script.
 *
 * Cookies are kept as browsers keep them: `__Host-` and `Secure` also on plain http to this machine, `SameSite` by where
 * a navigation starts.
 */
export class ScriptedBrowser {
  /** Every request so far, oldest first. */
  readonly hops: Writable<Hop>[] = [];
  /** The addresses of {@link hops}, whole. */
  readonly visited: URL[] = [];
  readonly #cookies: CookieJar;
  readonly #options: BrowserOptions;

  constructor(options: BrowserOptions) {
    this.#options = options;
    this.#cookies = options.cookies ?? createCookieJar();
  }

  /** @throws {KitError} SIGN_IN_FAILED when the way ends, leads elsewhere, or goes round in circles */
  async visit(start: Navigation, pressed: string | null = null): Promise<Arrival> {
    let navigation = start;
    const pressedOn = pressed === null ? undefined : start.from;
    const trail: Trail = {
      urls: [],
      policy: start.from?.referrerPolicy ?? DEFAULT_REFERRER_POLICY,
    };
    for (;;) {
      this.#checkForm(navigation, trail.urls.length > 0);
      if (this.#options.stopsBefore(navigation.url, pressedOn))
        return { stoppedBefore: navigation.url };
      this.#checkWay(navigation);
      trail.urls.push(navigation.url);
      await this.#options.beforeHop?.({
        method: navigation.method,
        url: new URL(navigation.url),
        forgetCookies: (whose) => this.forgetCookies(whose),
      });
      const cause = navigation === start ? pressed : null;
      const response = await this.#request(navigation, trail, cause);
      await this.#keepCookies(response, navigation.url);
      const policy = parseReferrerPolicy(response.headers.get("Referrer-Policy"));
      const location = locationOf(response);
      if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) {
        return { page: await this.#read(response, navigation.url, policy) };
      }
      await response.body?.cancel();
      if (!URL.canParse(location, navigation.url)) {
        // Its query may hold a code all the same, under whatever name.
        const [whole = ""] = location.split(/[?#]/);
        const address = whole.replace(/\/\/[^/]*@/, "//");
        throw signInFailed(`It was redirected to "${address}", which is no URL.`, this.hops);
      }
      trail.policy = policy ?? trail.policy;
      const hop = this.hops.at(-1);
      if (hop) hop.location = showUrl(new URL(location, navigation.url));
      navigation = redirected(navigation, response.status, location);
    }
  }

  /** Loses the cookies of all sites, or of those whose address fits. @returns how many there were */
  async forgetCookies(whose: (site: URL) => boolean = () => true): Promise<number> {
    const { store } = this.#cookies;
    const cookies = (await store.getAllCookies()).filter(({ domain, secure }) =>
      whose(new URL(`${secure ? "https" : "http"}://${domain}/`)),
    );
    for (const { domain, path, key } of cookies) await store.removeCookie(domain, path, key);
    return cookies.length;
  }

  /** Chromium and Safari go no further than the page's policy says, from redirect to redirect, and show nothing. */
  #checkForm({ url, from, isForm }: Navigation, isRedirect: boolean): void {
    if (!from || !isForm) return;
    const broken = from.formActions.find((each) => !mayLeadTo(each, from.url, { url, isRedirect }));
    if (broken === undefined) return;
    const sources = broken.join(" ") || "'none'";
    throw signInFailed(
      `The form at ${showUrl(from.url)} may not lead to ${showUrl(url)}: the page's Content-Security-Policy has form-action ${sources}.`,
      this.hops,
      {
        hint: "Name in `form-action` every origin that the form's redirects pass, GitHub and the client among them, or leave it out.",
      },
    );
  }

  #checkWay({ method, url }: Navigation): void {
    const shown = showUrl(url);
    if (!/^https?:$/.test(url.protocol) || !this.#options.allows(url)) {
      throw signInFailed(
        `It was sent to ${shown}, which is neither on this machine nor emulated.`,
        this.hops,
        {
          hint: "Let every redirect and form stay on loopback or at GitHub, or name the client's redirect URI in `stopBefore`.",
        },
      );
    }
    const isSame = (each: URL, index: number) =>
      each.href === url.href && this.hops[index]?.method === method;
    if (this.visited.filter(isSame).length >= MAX_VISITS) {
      const words = this.hops.at(-1)?.text;
      const told = words ? `The page says ${quote(words)}. If that does not tell, check` : "Check";
      throw signInFailed(
        `It goes round in circles: ${method} ${shown} comes back again and again.`,
        this.hops,
        { hint: `${told} that the cookie or form token that it sets is accepted by the next one.` },
      );
    }
    if (this.hops.length >= MAX_HOPS) {
      throw signInFailed(`It was not done after ${MAX_HOPS} requests.`, this.hops);
    }
  }

  async #request(navigation: Navigation, trail: Trail, pressed: string | null): Promise<Response> {
    const { method, url, body, from } = navigation;
    const headers = headersFor(navigation, trail);
    const cookies = await this.#cookies.getCookies(url.href, {
      sameSiteContext: sameSiteContext(from?.url, url, method),
      sort: true, // those of longer paths first (RFC 6265 section 5.4)
    });
    const cookieHeader = cookies.map((cookie) => cookie.cookieString()).join("; ");
    if (cookieHeader !== "") headers.set("Cookie", cookieHeader);
    const { fetch, signal, answerTimeoutMs = ANSWER_TIMEOUT_MS } = this.#options;
    const patience = AbortSignal.timeout(answerTimeoutMs);
    const { shownForm: form = null } = navigation;
    const origin = headers.get("Origin");
    const hop: Writable<Hop> = hopOf({ method, url, pressed, form, cookies: cookieHeader, origin });
    const init = {
      method,
      headers,
      body: body ?? null,
      redirect: "manual",
      signal: signal === undefined ? patience : AbortSignal.any([patience, signal]),
    } satisfies RequestInit;
    const response = await fetchWithCredentials(fetch, url, init).catch((cause: unknown) => {
      signal?.throwIfAborted();
      this.hops.push(hop);
      const { why, hint } = whyNoAnswer(cause, url, patience.aborted ? answerTimeoutMs : undefined);
      const message = `${method} ${hop.url} was not answered${why}.`;
      throw signInFailed(message, this.hops, { hint, cause });
    });
    this.visited.push(url);
    this.hops.push(hop);
    hop.status = response.status;
    hop.contentType = response.headers.get("Content-Type");
    return response;
  }

  async #keepCookies(response: Response, url: URL): Promise<void> {
    for (const cookie of response.headers.getSetCookie().filter(isKept)) {
      // A cookie that breaks the rules is not kept, and nobody is told: so do browsers.
      await this.#cookies.setCookie(cookie, url.href, { ignoreError: true });
    }
  }

  async #read(response: Response, url: URL, policy = DEFAULT_REFERRER_POLICY): Promise<Page> {
    const bytes = await readLimited(response, MAX_PAGE_BYTES).catch((cause: unknown) => {
      this.#options.signal?.throwIfAborted();
      const isLate = cause instanceof Error && cause.name === "TimeoutError";
      const { answerTimeoutMs = ANSWER_TIMEOUT_MS } = this.#options;
      const what = isLate ? `did not end within ${answerTimeoutMs / 1000} s` : "broke off";
      throw signInFailed(`The answer of ${showUrl(url)} ${what}.`, this.hops, { cause });
    });
    if (bytes === undefined) {
      throw signInFailed(`The page at ${showUrl(url)} is larger than 1 MiB.`, this.hops, {
        hint: "A page of a sign-in is small; check what is served at this address.",
      });
    }
    const page = parsePage({
      url,
      status: response.status,
      content: decodePage(bytes, response.headers),
      refresh: response.headers.get("Refresh"),
      policy: response.headers.get("Content-Security-Policy"),
      typed: [...(this.#options.typed ?? [])],
      referrerPolicy: policy,
    });
    const hop = this.hops.at(-1);
    if (hop) hop.text = describePage(page, SHOWN_TEXT);
    return page;
  }
}
