import { test } from "vitest";
import { startKit } from "../kit.ts";
import { writeTinyWorker } from "../tiny-worker.test-support.ts";
import { formatMatrix } from "./format-matrix.ts";
import { runSignInMatrix } from "./sign-in-matrix.ts";

/** An authorization server that has heard of no metadata documents, for `/mcp`; `/public` asks for nothing. */
const registersOnly = `const { pathname, origin } = new URL(request.url);
  if (pathname === "/.well-known/oauth-authorization-server")
    return Response.json({
      issuer: origin, response_types_supported: ["code"], code_challenge_methods_supported: ["S256"],
      authorization_endpoint: origin + "/authorize", token_endpoint: origin + "/token", registration_endpoint: origin + "/register",
    });
  if (pathname === "/mcp") return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  if (pathname !== "/public") return new Response(null, { status: 404 });`;

test("what the Worker does not offer is impossible in the matrix, for one reason, and named by kit.signIn", async ({
  expect,
}) => {
  await using kit = await startKit({ wrangler: (await writeTinyWorker(registersOnly)).wrangler });
  const rows = await runSignInMatrix(kit, {
    only: ({ client, registration }) => client === "sdk-v2" && registration === "metadata-document",
    publish: kit.publish,
  });
  const verdicts = rows.flatMap(({ cells }) => Object.values(cells));
  expect(verdicts).toHaveLength(12);
  expect(new Set(verdicts.map(({ status }) => status))).toEqual(new Set(["impossible"]));
  const table = formatMatrix(rows);
  expect(table).toContain(
    "[1] The Worker's metadata does not say client_id_metadata_document_supp",
  );
  expect(table).not.toContain("[2]");

  for (const client of ["sdk-v1", "inspector"] as const) {
    await expect(
      kit.signIn({ as: "octocat", client, registration: "metadata-document" }),
    ).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringMatching(/^The sign-in failed\. The Worker's metadata does not say/),
      hint: expect.stringContaining("client_id_metadata_document_supported"),
    });
  }
});

test.for([
  ["/nowhere", 404],
  ["/public", 200],
] as const)(
  "kit.signIn fails for %s, which answers %i and so takes no bearer",
  async ([endpoint, status], { expect }) => {
    await using kit = await startKit({ wrangler: (await writeTinyWorker(registersOnly)).wrangler });
    await expect(kit.signIn({ as: "octocat", endpoint })).rejects.toMatchObject({
      code: "SIGN_IN_FAILED",
      message: expect.stringMatching(
        new RegExp(
          `${endpoint} answered ${status} to a client without a bearer[^]*POST \\S+${endpoint} → ${status}`,
        ),
      ),
      hint: expect.stringContaining("endpoint"),
    });
  },
);
