import { hopOf, showForm, type Hop } from "../browser/hop.ts";
import { redactText } from "../redact-text.ts";

const SHOWN_CHARACTERS = 300;

/** Takes down what a client's own requests come to, so that a sign-in that fails can tell where: discovery, registration, token. */
export function recordHops(fetch: typeof globalThis.fetch, hops: Hop[]): typeof globalThis.fetch {
  return async (input, init) => {
    const hop = takeDown(input instanceof Request ? input.url : input, init);
    const index = hops.push(hop) - 1;
    const response = await fetch(input, init);
    const contentType = response.headers.get("content-type");
    const text = response.status >= 400 ? await beginning(response) : null;
    hops[index] = { ...hop, status: response.status, contentType, text };
    return response;
  };
}

function takeDown(url: string | URL, { method = "GET", body }: RequestInit = {}): Hop {
  const form =
    body instanceof URLSearchParams ? showForm([...body], { name: "", value: "" }) : null;
  return hopOf({ method, url: new URL(url), form });
}

async function beginning(response: Response): Promise<string> {
  const text = await response.clone().text();
  return redactText(text.replaceAll(/\s+/g, " ")).slice(0, SHOWN_CHARACTERS);
}
