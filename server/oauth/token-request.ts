import { readBody } from "../body.ts";
import { oauthErrorResponse } from "../response.ts";

/** A token request is some hundred bytes; the longest field in it is a client assertion. */
const maxBodyBytes = 64 * 1024;

/** Lets a token or revocation request pass on to the provider, unless its body has no end. */
export async function admitTokenRequest(request: Request): Promise<Request | Response> {
  if (request.method !== "POST") return request;
  const body = await readBody(request.body, maxBodyBytes);
  if (body.kind === "too-large") {
    return oauthErrorResponse(413, "invalid_request", "The token request is too large.");
  }
  const { url, headers } = request;
  return new Request(url, { method: "POST", headers, body: body.bytes });
}
