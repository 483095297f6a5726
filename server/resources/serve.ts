import type { ResourceTemplateDefinition } from "./resource.ts";

/** What reading a text comes to, for either SDK generation. */
export function contentsOf(uri: string, mimeType: string, text: string) {
  return { contents: [{ uri, mimeType, text }] };
}

/**
 * Tells either generation's `ResourceTemplate` which addresses there are, and completes a name that is begun.
 *
 * @param refuse throws -32602, invalid params
 */
export function listingOf(
  { uriTemplate, names }: ResourceTemplateDefinition,
  refuse: (reason: string) => never,
) {
  const uriOf = (name: string) => uriTemplate.replace("{name}", name);
  const complete = { name: (begun: string) => names.filter((name) => name.startsWith(begun)) };
  // The SDKs look a client's word up there, and `constructor` is in every object.
  const completeNothingElse = new Proxy<Record<string, typeof complete.name>>(complete, {
    get: (_own, variable) =>
      variable === "name" ? complete.name : () => refuse("The template has no such variable"),
  });
  return {
    list: () => ({ resources: names.map((name) => ({ name, uri: uriOf(name) })) }),
    complete: completeNothingElse,
  };
}
