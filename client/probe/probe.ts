import type { ProbeOptions } from "../probe-server.ts";
import { askEventStream } from "./ask-event-stream.ts";
import { askServer, type Greeting } from "./ask-server.ts";
import { describeAnswer, hintFor } from "./describe-answer.ts";
import { createGuard, type Exchange, type Guard } from "./guarded-fetch.ts";
import { networkFailure } from "./network-failure.ts";
import { checkOAuthMetadata } from "./oauth-metadata.ts";
import type { McpServer, NotMcpServer, ServerProbe, UnreachableServer } from "./server-probe.ts";

/** What one URL answered, before anything is made of its neighbours. */
type Answer = { answer: McpServer | NotMcpServer | UnreachableServer; endedAt: string };

/** Does what `probeServer` promises, for a URL that has been checked. */
export async function probe(url: URL, options: ProbeOptions): Promise<ServerProbe> {
  const { timeoutMs = 10_000, signal } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  const asking = {
    ...options,
    timeoutMs,
    signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
  };
  const { answer, endedAt } = await ask(url, asking);
  signal?.throwIfAborted();
  if (answer.kind === "not-mcp") return (await findRightPath(url, answer, asking)) ?? answer;
  if (answer.kind !== "unreachable" && endedAt !== url.href)
    return { kind: "redirected", url: url.href, to: endedAt, answer: { ...answer, url: endedAt } };
  return answer;
}

type Asking = ProbeOptions & { timeoutMs: number; signal: AbortSignal };

async function ask(url: URL, options: Asking): Promise<Answer> {
  const { headers = {}, signal, fetch: fetchFn = fetch } = options;
  const openGuard = () => createGuard(url, { fetch: fetchFn, signal, headers });
  const guard = openGuard();
  try {
    const greeting = await greet(url, guard, options);
    const endedAt = guard.last?.url ?? url.href;
    if (greeting) return { answer: { kind: "authless", url: url.href, ...greeting }, endedAt };
    return { answer: await refusal(url, guard, openGuard, options), endedAt };
  } catch (error) {
    return { answer: failure(url, guard, error, options), endedAt: url.href };
  }
}

/** Tries the ways of speaking MCP one after the other; a refusal for want of credentials ends the search. */
async function greet(
  url: URL,
  guard: Guard,
  { timeoutMs, signal }: Asking,
): Promise<Greeting | undefined> {
  let posted: Exchange | undefined;
  for (const era of ["legacy", "modern"] as const) {
    try {
      return await askServer(url, guard, era, timeoutMs);
    } catch (error) {
      if (guard.refusal || !guard.last || signal.aborted) throw error;
      if (isFinal(guard.last)) return undefined;
      // What `initialize` was answered says more than what a newer revision's question was.
      posted ??= guard.last;
      // A page, or a path that is not there, does not become an endpoint for a newer revision.
      if (!isJson(guard.last)) break;
    }
  }
  if (await askEventStream(url, guard))
    return {
      server: { name: "", version: "" },
      protocolVersion: "2024-11-05",
      transport: "sse",
      modernOnly: false,
    };
  // What the POST was answered says more, unless the GET is refused for want of credentials.
  if (posted && guard.last && !isRefused(guard.last)) guard.last = posted;
  return undefined;
}

async function refusal(
  url: URL,
  guard: Guard,
  openGuard: () => Guard,
  { timeoutMs }: Asking,
): Promise<Answer["answer"]> {
  const { last, hide } = guard;
  const hidden = <Said extends { message: string }>(said: Said): Said => ({
    ...said,
    message: hide(said.message),
  });
  if (!last) return networkFailure(url, new Error("no answer"), timeoutMs);
  const { status, headers } = last.response;
  if (isRefused(last)) {
    const oauth = await checkOAuthMetadata(url, last.response, openGuard);
    if (oauth) return { ...oauth, findings: oauth.findings.map(hidden) };
    const challenge = guard.hide(headers.get("www-authenticate") ?? "");
    const scheme = /^\s*([A-Za-z][\w-]*)/.exec(challenge)?.[1];
    return {
      kind: "header",
      url: url.href,
      status,
      ...(scheme !== undefined && { scheme }),
      hint: "The server names no authorization server: give it the header that it wants, e.g. an API key, with --header-file.",
    };
  }
  if (status === 429 || status >= 500)
    return {
      kind: "unreachable",
      url: url.href,
      reason: "status",
      message: `${url.host} answers ${describeAnswer(last, guard.hide)}.`,
      hint:
        status === 429
          ? "Wait a while, and try again."
          : "Look at the server's log, e.g. with `wrangler tail`, and try again.",
    };
  return {
    kind: "not-mcp",
    url: url.href,
    answered: describeAnswer(last, guard.hide),
    hint: hintFor(last),
  };
}

function failure(
  url: URL,
  guard: Guard,
  error: unknown,
  { timeoutMs, signal }: Asking,
): UnreachableServer {
  const { refusal: refused, last } = guard;
  if (refused)
    return {
      kind: "unreachable",
      url: url.href,
      reason: refused.reason,
      message: `${url.host} cannot be used: ${refused.message}.`,
      hint: "Check the URL. If it is right, do not trust this server.",
    };
  const failed = networkFailure(url, signal.aborted ? signal.reason : error, timeoutMs);
  if (failed.reason === "timeout" && last)
    return {
      ...failed,
      message: `${url.host} began to answer (${describeAnswer(last, guard.hide)}), and did not end within ${timeoutMs / 1000} s.`,
    };
  return failed;
}

/** Where the same host may answer instead: the paths that nearly every server uses, and the one with or without a slash. */
async function findRightPath(
  url: URL,
  answer: NotMcpServer,
  options: Asking,
): Promise<ServerProbe | undefined> {
  const slash = url.pathname.endsWith("/") ? url.pathname.slice(0, -1) : `${url.pathname}/`;
  const paths = new Set(["/mcp", "/sse", slash]);
  for (const path of ["", "/", url.pathname]) paths.delete(path);
  for (const path of paths) {
    const neighbour = new URL(path, url);
    neighbour.search = url.search;
    const { answer: found } = await ask(neighbour, options);
    // A server may refuse every path for want of a header: only what names itself counts.
    if (found.kind === "authless" || found.kind === "oauth")
      return {
        kind: "wrong-path",
        url: url.href,
        right: neighbour.href,
        answered: answer.answered,
        answer: found,
      };
  }
  return undefined;
}

function isRefused({ response }: Exchange): boolean {
  return response.status === 401 || response.status === 403;
}

function isFinal(last: Exchange): boolean {
  return isRefused(last) || last.response.status === 429 || last.response.status >= 500;
}

function isJson({ response }: Exchange): boolean {
  return /\bjson\b|event-stream/i.test(response.headers.get("content-type") ?? "");
}
