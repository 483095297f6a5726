import { test } from "vitest";
import { startKit } from "../kit.ts";
import { writeTinyWorker } from "../tiny-worker.test-support.ts";
import { runSignInMatrix } from "./sign-in-matrix.ts";

/** Its metadata names an authorization server on another machine. */
const leadsOut = `const { pathname, origin } = new URL(request.url);
  if (pathname === "/metadata") return Response.json({ resource: origin + "/mcp", authorization_servers: ["https://auth.example.com"] });
  const challenge = 'Bearer resource_metadata="' + origin + '/metadata"';
  if (pathname === "/mcp") return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });`;

test.for(["mcp-remote", "inspector"] as const)(
  "%s of the matrix is kept from a host that the Worker's metadata names, and the run is told",
  async (client, { expect }) => {
    await using kit = await startKit({ wrangler: (await writeTinyWorker(leadsOut)).wrangler });
    const [row] = await runSignInMatrix(kit, {
      only: (cell) =>
        cell.client === client &&
        cell.registration === "dynamic" &&
        cell.host === "localhost" &&
        cell.ending === "approve",
    });
    expect(row?.cells.approve?.status).toBe("failed");
    expect(() => kit.assertNoUnexpectedRequests()).toThrow("CONNECT https://auth.example.com");
  },
);
