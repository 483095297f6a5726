/**
 * Stands in for packages that the libraries bring along and this Worker never calls: `alias` in
 * `wrangler.jsonc` says which, and why. Whoever needs one after all takes its line out there.
 */
function leftOut(): never {
  throw new Error('This package was left out of the Worker: see "alias" in wrangler.jsonc.');
}

/** ajv and ajv-formats: SDK v1 makes a validator with every server, and asks it nothing here. */
export default function validator(): object {
  return { compile: leftOut, getSchema: leftOut };
}

/** The rest by the names under which the libraries import them: from mimetext, capnweb, zod-to-json-schema and zod/v3. */
export {
  leftOut as createMimeMessage,
  leftOut as newWebSocketRpcSession,
  leftOut as zodToJsonSchema,
  leftOut as object,
};
