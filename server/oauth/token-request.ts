import { decodeUtf8, hasMediaType, readBody } from "../body.ts";
import { oauthErrorResponse } from "../response.ts";
import { resourceNamed } from "../resource.ts";
import type { Admitted, OAuthContext } from "../route.ts";
import { grantToRefresh } from "./refresh-turns.ts";

/** A token request is some hundred bytes; the longest field in it is a client assertion. */
const maxBodyBytes = 64 * 1024;

/** Lets a token or revocation request pass on to the provider, unless its body has no end. Refreshes take turns on the way. */
export async function admitTokenRequest(
  request: Request,
  { env, resource: main, resources }: OAuthContext,
): Promise<Admitted | Response> {
  if (request.method !== "POST") return { request, resource: main };
  const body = await readBody(request.body, maxBodyBytes);
  if (body.kind === "too-large") {
    return oauthErrorResponse(413, "invalid_request", "The token request is too large.");
  }
  const { url, headers } = request;
  const isForm = hasMediaType(headers, "application/x-www-form-urlencoded");
  const form = (isForm && decodeUtf8(body.bytes)) || "";
  const resource = resourceNamed(new URLSearchParams(form).get("resource"), resources);
  const grant = grantToRefresh(form);
  if (grant === undefined)
    return { request: new Request(url, { method: "POST", headers, body: body.bytes }), resource };

  const question = { url, resource, headers: identifying(headers), body: form };
  const answer = await env.REFRESH_TURNS.getByName(grant).refresh(question);
  return new Response(answer.body, { status: answer.status, headers: answer.headers });
}

/** What of the headers decides the answer. */
function identifying(headers: Headers): [string, string][] {
  const names = ["authorization", "content-type", "origin"];
  return names.flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
}
