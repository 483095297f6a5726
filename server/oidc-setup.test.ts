import { afterAll, beforeAll, test } from "vitest";
import type { Kit } from "../harness/index.ts";
import { startOwnKit } from "./own-kit.test-support.ts";

// Somebody has set the issuer, and nothing else yet.
let kit: Kit;
beforeAll(async () => {
  kit = await startOwnKit({ vars: { OIDC_ISSUER: "https://issuer.example" } });
});
afterAll(() => kit.close());

test.for(["text/html", "application/json"])(
  "WK-13 WK-14 tells in %s both where to set the secret of an OpenID Connect provider and where to name it",
  async (accept, { expect }) => {
    const response = await kit.request("/authorize", { headers: { accept } });
    expect(response.status).toBe(503);
    const answer = await response.text();
    expect(answer.slice(answer.lastIndexOf("OIDC_CLIENT_ID"))).toMatch(
      /\.dev\.vars.*OIDC_CLIENT_SECRET.*wrangler\.jsonc.*required.*OIDC_CLIENT_SECRET/s,
    );
    expect(answer).not.toContain("GITHUB_CLIENT");
  },
);
