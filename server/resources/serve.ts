import type { ResourceTemplateDefinition } from "./resource.ts";

/** What reading a text comes to, for either SDK generation. */
export function contentsOf(uri: string, mimeType: string, text: string) {
  return { contents: [{ uri, mimeType, text }] };
}

/** Tells either generation's `ResourceTemplate` which addresses there are, and completes a name that is begun. */
export function listingOf({ uriTemplate, names }: ResourceTemplateDefinition) {
  const uriOf = (name: string) => uriTemplate.replace("{name}", name);
  return {
    list: () => ({ resources: names.map((name) => ({ name, uri: uriOf(name) })) }),
    complete: { name: (begun: string) => names.filter((name) => name.startsWith(begun)) },
  };
}
