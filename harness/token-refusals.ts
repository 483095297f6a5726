import type { WorkerFetch } from "./front-door.ts";
import { parseJson } from "./github/fault.ts";
import { redactText } from "./redact-text.ts";

const SHOWN_CHARACTERS = 300;

/** Knows which token requests were refused: clients seldom tell their users. */
export interface TokenRefusals {
  /** Like the one that it was made of, and remembers what is refused. */
  readonly fetch: WorkerFetch;
  /** The first one of a client, which led to those after it, with what came back: `POST /token (refresh_token) → 400: {"error":"invalid_grant"}`. */
  readonly firstOf: (mcpClientId: string) => string | undefined;
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export function noteTokenRefusals(ask: WorkerFetch): TokenRefusals {
  const first = new Map<string, string>();
  return {
    async fetch(request) {
      if (!isForm(request)) return ask(request);
      const copy = request.clone();
      const response = await ask(request);
      const isJson = /\bjson\b/i.test(response.headers.get("Content-Type") ?? "");
      if (response.status < 400 && !isJson) return response;
      const body = await response.clone().text();
      if (response.status < 400 && !isError(body)) return response;
      const form = new URLSearchParams(await copy.text());
      const mcpClientId = clientOf(copy.headers, form);
      const text = redactText(body.replaceAll(/\s+/g, " "));
      const answer = text === "" ? "" : `: ${text.slice(0, SHOWN_CHARACTERS)}`;
      const grant = form.get("grant_type");
      const what = `${new URL(request.url).pathname}${grant ? ` (${redactText(grant)})` : ""}`;
      if (mcpClientId && !first.has(mcpClientId))
        first.set(mcpClientId, `POST ${what} → ${response.status}${answer}`);
      return response;
    },
    firstOf: (mcpClientId) => first.get(mcpClientId),
  };
}

function isForm({ method, headers }: Request): boolean {
  const type = headers.get("Content-Type") ?? "";
  return method === "POST" && /^application\/x-www-form-urlencoded\b/i.test(type);
}

/** Some refuse with status 200, as GitHub does. */
function isError(body: string): boolean {
  const answer = parseJson(body);
  return typeof answer === "object" && answer !== null && "error" in answer;
}

/** @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1 */
function clientOf(headers: Headers, form: URLSearchParams): string | undefined {
  const basic = /^Basic (\S+)$/i.exec(headers.get("Authorization") ?? "")?.[1];
  const user = basic && Buffer.from(basic, "base64").toString().split(":")[0];
  return form.get("client_id") ?? user;
}
