/**
 * One address of GitHub, and how it answers.
 *
 * It takes and gives the Fetch standard's Request and Response and knows nothing of msw, so that every outlet serves the
 * same GitHub, and whatever stands before an answer (a fault, a trace) stands in one place.
 */
export interface GitHubEndpoint {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `web` is github.com, `api` is api.github.com; on GitHub Enterprise Server both share a host. */
  readonly site: "web" | "api";
  /** As GitHub's documents write it: `/applications/{client_id}/token`. */
  readonly path: string;
  /** @param parameters what stands in the path: `{ client_id: "Ov23li…" }` */
  answer(
    request: Request,
    parameters: Readonly<Record<string, string>>,
  ): Response | Promise<Response>;
}

/** Sends a browser on, as GitHub does with a 302. */
export function redirectTo(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 302, headers: { ...headers, Location: location } });
}

/**
 * Reads parameters from where GitHub takes them: the query, a form in either encoding, or a JSON object; the body wins. What an
 * app says of its tokens is JSON whatever its media type: the `curl` lines of GitHub's document name none.
 *
 * @see https://docs.github.com/rest/apps/oauth-applications#check-a-token
 */
export async function readParameters(request: Request): Promise<URLSearchParams> {
  const parameters = new URL(request.url).searchParams;
  const body = [...(await bodyEntries(request))];
  for (const [name] of body) parameters.delete(name);
  for (const [name, value] of body) parameters.append(name, value);
  return parameters;
}

const OF_TOKENS = /\/applications\/[^/]+\/(?:token|grant)$/;

async function bodyEntries(request: Request): Promise<Iterable<[string, string]>> {
  const isOfTokens = OF_TOKENS.test(new URL(request.url).pathname);
  const type = isOfTokens ? "json" : (request.headers.get("Content-Type") ?? "");
  try {
    if (type.includes("multipart/form-data")) return onlyTexts([...(await request.formData())]);
    const text = await request.text();
    if (!type.includes("json")) return new URLSearchParams(text);
    const values: unknown = JSON.parse(text);
    return onlyTexts(Object.entries(values ?? {}));
  } catch {
    // GitHub takes an unreadable body for an empty one, and then misses the parameters.
    return [];
  }
}

function onlyTexts(entries: [string, unknown][]): [string, string][] {
  return entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
}
