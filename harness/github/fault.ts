import type { GitHubModel } from "./model.ts";
import type { GitHubUser } from "./user-schema.ts";

/** What a fault has to work with. */
export interface FaultCall {
  readonly model: GitHubModel;
  readonly request: Request;
  /** Whose request it is, where that can be told. */
  readonly user: GitHubUser | undefined;
  /** Asks the emulator for the true answer, with all that it changes: a code is used up, a token issued. */
  readonly answer: () => Promise<Response>;
  readonly nowMs: number;
  /** How often this fault struck before. */
  readonly strikes: number;
  /** Fires when the faults are cleared: whoever still waits for an answer is let go. */
  readonly cleared: AbortSignal;
}

export interface Fault {
  /** Where it makes sense: the address that issues tokens, the REST API, or anywhere. */
  readonly where: "token" | "api" | "anywhere";
  /** The only address where it makes sense: `/user`. */
  readonly path?: string;
  /** Whether it befalls a request with these parameters; every one when left out. */
  befalls?(parameters: URLSearchParams): boolean;
  strike(call: FaultCall): Response | Promise<Response>;
}

/** Changes a true answer's headers, and leaves its body alone. */
export function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

/** Gives a true answer another body; one that has none (204, 304) goes without. */
export function withBody(response: Response, body: BodyInit): Response {
  const { status } = response;
  const headers = new Headers(response.headers);
  headers.delete("Content-Length");
  const hasNone = status === 204 || status === 304;
  return new Response(hasNone ? null : body, { status, headers });
}

/** Reads a body; null for one that is no JSON: a 304 has none, and a missing User-Agent is refused with a page. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
