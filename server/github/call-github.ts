import { decodeUtf8, readBody } from "../body.ts";
import { UpstreamError } from "../sign-in/upstream-error.ts";
import { gitHubStatusError, misunderstood, unavailable } from "./github-refusal.ts";

const timeoutMs = 10_000;
/** A page of a hundred repositories has some 600 KB; with everything that people write about theirs it can have ten times that. */
const maxAnswerBytes = 6 * 1024 * 1024;

const maxRefusalBytes = 16 * 1024;

interface CallOptions {
  method?: "POST";
  headers?: Record<string, string>;
  body?: URLSearchParams;
  signal: AbortSignal | undefined;
}

/**
 * Asks GitHub once, and reads its JSON.
 *
 * Redirects are never followed, since they would carry a secret or a token along; the call ends
 * after ten seconds and 6 MiB.
 *
 * @throws {UpstreamError} when GitHub refuses, is down, or answers something else
 */
export async function callGitHub(url: string, options: CallOptions): Promise<unknown> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...options,
      headers: {
        Accept: "application/json",
        "User-Agent": "remote-mcp-kit",
        "X-GitHub-Api-Version": "2022-11-28",
        ...options.headers,
      },
      redirect: "manual",
      signal: options.signal ? AbortSignal.any([timeout, options.signal]) : timeout,
    });
    if (response.status !== 200) {
      throw gitHubStatusError(response.status, response.headers, await readRefusal(response));
    }
    return await readJson(response);
  } catch (error) {
    if (error instanceof UpstreamError) throw error;
    throw unavailable("unreachable", undefined, error);
  }
}

/** GitHub tells a rate limit without a header by its words alone. @returns nothing for what tells enough by its status */
async function readRefusal({ status, body }: Response): Promise<string> {
  if (status !== 403) {
    await body?.cancel();
    return "";
  }
  const read = await readBody(body, maxRefusalBytes);
  return read.kind === "too-large" ? "" : (decodeUtf8(read.bytes) ?? "");
}

async function readJson(response: Response): Promise<unknown> {
  const body = await readBody(response.body, maxAnswerBytes);
  if (body.kind === "too-large") throw misunderstood("answer_too_large");
  try {
    return JSON.parse(decodeUtf8(body.bytes) ?? "");
  } catch {
    // A form, an HTML page and half a document are all the same to the caller.
    throw misunderstood("answer_not_json");
  }
}
