import { routes } from "./contract.ts";
import { absence, type SettingProblem } from "./settings.ts";

/** Whether this Worker answers at the address that a request was sent to, and as which resource. */
export type ResourceDecision =
  /** The resource indicator (RFC 8707) that tokens are bound to, e.g. `http://localhost:8788/mcp`. */
  | { kind: "resource"; resource: string }
  /** Somebody else's host name points here, or a page rebinds its own. */
  | { kind: "foreign-host"; answersAt: string }
  /** Deployed, and nobody said as what. */
  | { kind: "unconfigured"; problem: SettingProblem };

const loopbackHosts: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Decides which protected resource a request is meant for, before anything else looks at it.
 *
 * The OAuth provider builds its metadata from the request's host, so a host that is not ours must
 * never reach it. Only loopback is taken from a request; a deployed Worker is told by `MCP_RESOURCE`.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
 */
export function decideResource(url: URL, configured: string | undefined): ResourceDecision {
  if (configured?.trim()) {
    const resource = readResource(configured.trim());
    if (!resource) {
      return {
        kind: "unconfigured",
        problem: problemWith("is not an https URL that ends in /mcp"),
      };
    }
    const { origin } = new URL(resource);
    if (url.origin === origin) return { kind: "resource", resource };
    return { kind: "foreign-host", answersAt: origin };
  }
  if (isLoopback(url)) return { kind: "resource", resource: `${url.origin}${routes.mcp}` };
  // A deployed Worker is reached over https. Plain http under a foreign name is a rebound browser.
  if (url.protocol === "https:") {
    return { kind: "unconfigured", problem: problemWith("is missing") };
  }
  return { kind: "foreign-host", answersAt: "http://localhost" };
}

/**
 * The protected resource of an endpoint with sign-in: that of `/mcp`, at or below which most lie, or one of its own. A client
 * refuses a resource that is not at or above the address that it was given.
 *
 * @param main e.g. `http://localhost:8788/mcp`
 */
export function resourceOf(path: string, main: string): string {
  const { pathname } = new URL(main);
  return path === pathname || path.startsWith(`${pathname}/`) ? main : new URL(path, main).href;
}

/** The resource that an OAuth request names (RFC 8707 section 2); the first where it names none of them. */
export function resourceNamed(
  name: string | null | undefined,
  resources: readonly [string, ...string[]],
): string {
  return resources.find((resource) => resource === name) ?? resources[0];
}

/** Says whether a URL or an `Origin` is this machine's own, over http or https and on any port. */
export function isLoopback(url: URL): boolean {
  return /^https?:$/.test(url.protocol) && loopbackHosts.has(url.hostname);
}

/** A resource with a path only: for one without, some clients ask for `https://host/` and are refused. */
function readResource(value: string): string | undefined {
  if (absence(value) || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isSecure = url.protocol === "https:" || isLoopback(url);
  const resource = `${url.origin}${routes.mcp}`;
  return isSecure && url.href === resource ? resource : undefined;
}

function problemWith(problem: string): SettingProblem {
  const text = `"vars": { "MCP_RESOURCE": "https://<this Worker's host>${routes.mcp}" }`;
  return {
    name: "MCP_RESOURCE",
    problem,
    mend: {
      local: { file: ".dev.vars", text: 'MCP_RESOURCE=""' },
      deployed: { file: "wrangler.jsonc", text },
    },
  };
}
