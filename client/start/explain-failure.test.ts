import { test } from "vitest";
import { explainFailure } from "./explain-failure.ts";

test.for([
  ["Authorization failed: access_denied", "run `mcp-kit login my-worker` again."],
  ["EADDRINUSE: address already in use", "`mcp-kit status my-worker` says by whom."],
  ["HTTP 401 Unauthorized", "sign in with `mcp-kit login my-worker`."],
] as const)("gives the whole command after %j", async ([words, end], { expect }) => {
  expect(explainFailure(words, "my-worker").hint.endsWith(end)).toBe(true);
  // For the person to fill in where nobody knows what the entry is called.
  expect(explainFailure(words).hint.endsWith(end.replace("my-worker", "<name>"))).toBe(true);
});

test("puts down to npm what npm says of itself, certificates included", ({ expect }) => {
  const words =
    "npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error self-signed certificate in chain";
  expect(explainFailure(words).hint).toContain("npx could not fetch the bridge");
  expect(explainFailure("fetch failed: bad port").hint).toContain("another port");
});
