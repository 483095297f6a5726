import type { WorkerHandle } from "wrangler";
import { assemble, closeAll } from "./assemble-kit.ts";
import type { Behaviour } from "./browser/attempt.ts";
import type { GitHubEmulator } from "./github/emulator.ts";
import { requireNode } from "./require-node.ts";
import type { LaneContext, Session } from "./lanes/lane.ts";
import type { SignedIn } from "./lanes/scripted-oauth-client.ts";
import type { LaneName } from "./scenario/schema.ts";
import type { ClientName, Registration } from "./matrix/cell.ts";

export interface KitOptions {
  /**
   * Path of the Wrangler configuration. Default `./wrangler.jsonc`. A folder `fixtures/github` beside it adds to the emulated
   * users, apps, organizations and repositories.
   */
  wrangler?: string | undefined;
  /** Loopback port of the front door. Default: a free one. */
  port?: number | undefined;
}

export interface ConnectOptions extends Behaviour {
  /** Login of the emulated GitHub user who signs in; leave out for an anonymous endpoint. */
  as?: string | undefined;
  /** Default `"http"`. */
  lane?: LaneName | undefined;
  /** Path of the MCP endpoint, or its URL on `127.0.0.1`. Default `/mcp`. */
  endpoint?: string | undefined;
}

export interface SignInOptions extends Omit<ConnectOptions, "lane"> {
  as: string;
  /** OAuth scopes to ask for, with blanks between. Default: what the Worker's challenge names. Not with `client`. */
  scope?: string | undefined;
  /** The program that signs in, driven as its users drive it. Default: the OAuth client of the SDK (v1), in process. */
  client?: ClientName | undefined;
  /** How the Worker comes to know that program. Default `"dynamic"` (RFC 7591). */
  registration?: Registration | undefined;
}

/** A Worker in workerd, with GitHub emulated around it. Close it, or hold it with `await using`. */
export interface Kit extends AsyncDisposable {
  /** `http://localhost:<port>`: where the Worker answers, in here and for other processes alike. */
  readonly origin: string;
  readonly github: GitHubEmulator;
  /** Serves a JSON document to the Worker at an https URL, such as a client ID metadata document. */
  publish: (url: string, document: object) => void;
  /** How long the Worker took to build and start, and all sign-ins so far, in milliseconds. */
  readonly timings: { startMs: number; signInMs: number };
  /** Connects an MCP client, signed in if `as` says so. @throws {KitError} LOGIN_UNKNOWN, SIGN_IN_FAILED, CONNECT_FAILED */
  connect(options?: ConnectOptions): Promise<Session>;
  /** Signs in without connecting, as a client that this person has not been yet. @throws {KitError} LOGIN_UNKNOWN, SIGN_IN_FAILED, PAGE_NOT_UNDERSTOOD */
  signIn(options: SignInOptions): Promise<SignedIn>;
  /**
   * Sends a request to the Worker, without following redirects. A path is taken below {@link Kit.origin}; an absolute URL is
   * what the Worker sees, whatever its host.
   */
  request(url: string, init?: RequestInit): Promise<Response>;
  /**
   * Breaks the connection in place of the next answers of a path, e.g. `/token`, when the Worker has done what was asked: to
   * programs and whoever else comes over TCP.
   *
   * @param times once when left out; 0 to count only
   * @returns how many requests have come to that path since
   */
  readonly loseAnswers: (path: string, times?: number) => () => number;
  /**
   * The first token request of a client that was refused, whoever made it, with what came back and no secret, e.g.
   * `POST /token (refresh_token) → 400: {"error":"invalid_grant"}`.
   */
  readonly firstTokenRefusal: (mcpClientId: string) => string | undefined;
  /**
   * Tells whether the Worker called a host that is not emulated since it was last asked. The call itself was refused.
   *
   * @throws {KitError} UNEXPECTED_REQUEST naming method and URL
   */
  assertNoUnexpectedRequests(): void;
  /** wrangler's own handle on the Worker: bindings, Durable Object storage and eviction. */
  readonly worker: WorkerHandle;
  /** What the Worker wrote with `console` so far, a message each, oldest first. */
  logs(): string[];
  /** What the Worker has to do without, since it is not on this machine, e.g. `ai` or `services.AUTH`. */
  readonly leftOut: readonly string[];
  /** For programs that are started beside the Worker: they must neither reach another machine nor outlive the kit. */
  readonly forPrograms: ForPrograms;
  /**
   * Ends every client, workerd and the emulation, frees the port and removes the temporary folder.
   *
   * @throws {KitError} UNEXPECTED_REQUEST, after all that, for a call to a host that is not emulated and nobody was told of
   */
  close(): Promise<void>;
}

/** What keeps a program of its own within the kit. */
export interface ForPrograms extends Pick<LaneContext, "environment" | "onProcess"> {
  /** Goes away with the kit. */
  readonly folder: string;
}

/**
 * Starts a Worker as it will run, in workerd, with GitHub emulated: no account, no network, no stored secret.
 *
 * @throws {KitError} PORT_TAKEN, WORKER_START_FAILED
 * @example
 * await using kit = await startKit({ wrangler: "./wrangler.jsonc" });
 * const session = await kit.connect({ as: "octocat", lane: "mcp-remote" });
 * const result = await session.callTool("add", { a: 23, b: 19 });
 */
export async function startKit(options: KitOptions = {}): Promise<Kit> {
  requireNode();
  const closers: (() => Promise<unknown>)[] = [];
  try {
    return await assemble(options, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}
