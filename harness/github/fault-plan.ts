import { KitError } from "../../client/kit-error.ts";
import { apiFaults } from "./api-faults.ts";
import { readParameters, type GitHubEndpoint } from "./endpoint.ts";
import type { Fault, FaultCall } from "./fault.ts";
import type { GitHubModel } from "./model.ts";
import { userOfRequest } from "./request-user.ts";
import { tokenFaults } from "./token-faults.ts";
import { transportFaults } from "./transport-faults.ts";
import { knownLogin } from "./users.ts";

const faults = { ...transportFaults, ...tokenFaults, ...apiFaults };
const faultOf = (name: GitHubFault): Fault => faults[name];

/** The name of something that can go wrong at GitHub. */
export type GitHubFault = keyof typeof faults;

/** All there are. */
export const gitHubFaultNames = Object.keys(faults) as GitHubFault[];

/** `GET /user`, `POST /login/oauth/access_token`; a `*` stands for anything: `GET /user*`, `* /login/*`. */
export type GitHubTarget = `${GitHubEndpoint["method"] | "*"} /${string}`;

export interface FaultOptions {
  /** How often it strikes. Default: once. `"always"` until the faults are cleared. */
  times?: number | "always" | undefined;
  /** Strikes this user's requests only. */
  login?: string | undefined;
}

/** A fault as it was planned, and how it went so far. */
export interface PlannedFault {
  readonly name: GitHubFault;
  readonly target: string;
  readonly login: string | undefined;
  /** How often it will still strike; `Infinity` until the faults are cleared. */
  readonly left: number;
  readonly strikes: number;
}

interface Planned extends PlannedFault {
  readonly pattern: RegExp;
  readonly cleared: AbortController;
  left: number;
  strikes: number;
}

/** Every address. */
export const ANYWHERE: GitHubTarget = "* /*";

const TOKEN_ADDRESS = "/login/oauth/access_token";

/** What shall go wrong: stands before every endpoint's answer. */
export class FaultPlan {
  readonly #model: GitHubModel;
  readonly #struck = new WeakMap<Request, GitHubFault>();
  #planned: Planned[] = [];

  constructor(model: GitHubModel) {
    this.#model = model;
  }

  /** What was planned since it was last cleared, also what has struck as often as it should. */
  get planned(): readonly PlannedFault[] {
    return this.#planned;
  }

  /** What befell a request, if anything did. */
  befell(request: Request): GitHubFault | undefined {
    return this.#struck.get(request);
  }

  /** @throws {KitError} FAULT_UNKNOWN naming the targets or faults there are; LOGIN_UNKNOWN */
  add(
    endpoints: readonly GitHubEndpoint[],
    target: string,
    name: string,
    { times = 1, login }: FaultOptions = {},
  ): void {
    const hit = endpointsAt(endpoints, target);
    const fitting = gitHubFaultNames.filter((each) =>
      hit.some((endpoint) => fits(faultOf(each), endpoint)),
    );
    const fault = fitting.find((each) => each === name);
    if (fault === undefined) {
      throw unknown(`There is no fault "${name}" for "${target}".`, fitting);
    }
    if (times !== "always" && !(Number.isInteger(times) && times > 0)) {
      throw unknown(`A fault cannot strike ${times} times.`, ["1, 2, 3 and so on", '"always"']);
    }
    const logins = this.#model.users.map((user) => user.login);
    this.#planned.push({
      name: fault,
      target,
      pattern: patternOf(target),
      cleared: new AbortController(),
      login: login === undefined ? undefined : knownLogin(logins, login),
      left: times === "always" ? Number.POSITIVE_INFINITY : times,
      strikes: 0,
    });
  }

  /**
   * Lets go whoever waits for an answer of what it clears.
   *
   * @throws {KitError} FAULT_UNKNOWN naming the targets there are, or those that something was planned for
   */
  clear(endpoints: readonly GitHubEndpoint[], target: string): void {
    endpointsAt(endpoints, target);
    const pattern = patternOf(target);
    const cleared = this.#planned.filter((planned) => pattern.test(planned.target));
    if (cleared.length === 0 && target !== ANYWHERE) {
      const planned = this.#planned.map((each) => each.target);
      throw unknown(
        `No fault is planned for "${target}".`,
        planned.length > 0 ? planned : ["none"],
      );
    }
    this.#planned = this.#planned.filter((planned) => !cleared.includes(planned));
    for (const planned of cleared) planned.cleared.abort();
  }

  /** Puts the plan before an endpoint's answer. */
  protect(endpoint: GitHubEndpoint): GitHubEndpoint {
    return {
      ...endpoint,
      answer: async (request, parameters) => {
        const answer = async () => endpoint.answer(request, parameters);
        if (this.#planned.length === 0) return answer();
        const user = await userOfRequest(this.#model, request);
        const planned = await this.#find(endpoint, { request, user }, parameters);
        if (planned === undefined) return answer();
        planned.left -= 1;
        const strikes = planned.strikes++;
        this.#struck.set(request, planned.name);
        const model = this.#model;
        const { signal: cleared } = planned.cleared;
        return faultOf(planned.name).strike({
          model,
          request,
          user,
          answer,
          nowMs: model.now(),
          strikes,
          cleared,
        });
      },
    };
  }

  /** What strikes for a time goes first, in the order it was planned; then the latest of what strikes always. */
  async #find(
    endpoint: GitHubEndpoint,
    { request, user }: Pick<FaultCall, "request" | "user">,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Planned | undefined> {
    const path = endpoint.path.replaceAll(
      /\{(\w+)\}/g,
      (_, name: string) => parameters[name] ?? "",
    );
    const addresses = [addressOf(endpoint), `${endpoint.method} ${path}`];
    const sent = await readParameters(request.clone());
    const striking = this.#planned.filter(
      ({ name, pattern, login, left }) =>
        left > 0 &&
        fits(faultOf(name), endpoint) &&
        (faultOf(name).befalls?.(sent) ?? true) &&
        addresses.some((address) => pattern.test(address)) &&
        (login === undefined || login === user?.login),
    );
    return striking.find(({ left }) => Number.isFinite(left)) ?? striking.at(-1);
  }
}

/** `GET /user`. */
export function addressOf({ method, path }: GitHubEndpoint): string {
  return `${method} ${path}`;
}

/** @throws {KitError} FAULT_UNKNOWN naming the targets there are */
function endpointsAt(endpoints: readonly GitHubEndpoint[], target: string): GitHubEndpoint[] {
  const pattern = patternOf(target);
  const hit = endpoints.filter(
    (endpoint) => pattern.test(addressOf(endpoint)) || matchesPath(endpoint, target),
  );
  if (hit.length > 0) return hit;
  throw unknown(`Nothing that is emulated is at "${target}".`, endpoints.map(addressOf));
}

function patternOf(target: string): RegExp {
  const parts = target
    .split("*")
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join(".*")}$`);
}

/** `GET /repos/octocat/Hello-World` is one of `GET /repos/{owner}/{repo}`. */
function matchesPath(endpoint: GitHubEndpoint, target: string): boolean {
  return patternOf(addressOf(endpoint).replaceAll(/\{\w+\}/g, "*")).test(target);
}

function fits({ where, path: only }: Fault, { site, path }: GitHubEndpoint): boolean {
  if (only !== undefined && only !== path) return false;
  if (where === "token") return path === TOKEN_ADDRESS;
  return where === "anywhere" || where === site;
}

function unknown(message: string, known: readonly string[]): KitError {
  return new KitError("FAULT_UNKNOWN", message, {
    hint: `There are: ${[...new Set(known)].join(", ")}.`,
  });
}
