import { openFrontDoor } from "../front-door.ts";
import { answerDevPage } from "./dev-page.ts";
import type { GitHubEmulator } from "./emulator.ts";
import { isLoopback } from "./loopback.ts";
import { refuseAsNotFound } from "./rest-refusal.ts";
import type { GitHubAnswer } from "./router.ts";

/** GitHub, emulated, on a port of this machine. Close it, or hold it with `await using`. */
export interface ServedGitHub extends AsyncDisposable {
  /** `http://localhost:<port>`, with the API at `/api/v3` as on GitHub Enterprise Server. */
  readonly origin: string;
  close(): Promise<void>;
}

const MISDIRECTED_REQUEST = 421;

/**
 * Serves the emulated GitHub to other processes: a person's own browser, or a program whose GitHub is a setting.
 *
 * At `/` a person sees who can sign in and lets something go wrong. Its pages and links stay where the visitor came in, `localhost` or `127.0.0.1`; other hosts are refused.
 *
 * @param options.port a free one when left out
 * @throws {KitError} PORT_TAKEN
 * @example
 * await using served = await serveGitHub(github, { port: 8789 });
 * console.log(`${served.origin}/login/device`);
 */
export async function serveGitHub(
  github: GitHubEmulator,
  { port = 0 }: { port?: number | undefined } = {},
): Promise<ServedGitHub> {
  const door = await openFrontDoor(port, "The emulated GitHub");
  const answers = new Map<string, GitHubAnswer>();
  door.serve(async (request) => {
    const url = new URL(request.url);
    if (!isLoopback(url)) return new Response(null, { status: MISDIRECTED_REQUEST });
    const answer = answers.get(url.origin) ?? github.at(url.origin);
    answers.set(url.origin, answer);
    return (await answer(request)) ?? (await answerDevPage(github, request)) ?? notFound(url);
  });
  const close = () => door.close();
  return { origin: door.origin, close, [Symbol.asyncDispose]: close };
}

/** The API answers in its own form, also at addresses that it does not have. */
function notFound({ pathname }: URL): Response {
  if (pathname.startsWith("/api/v3/")) return refuseAsNotFound();
  return new Response("Not Found\n", { status: 404 });
}
