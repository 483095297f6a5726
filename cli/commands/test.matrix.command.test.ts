import { join } from "node:path";
import { test } from "vitest";
import type { MatrixRow } from "../../harness/matrix/cell.ts";
import { openFolder } from "../testing/open-folder.ts";
import { runKit } from "../testing/run-kit.ts";

const folder = await openFolder();

const manySignIns = { timeout: 180_000 };

test(
  "--matrix shows who could sign in how, and why who could not",
  manySignIns,
  async ({ expect }) => {
    const { status, stdout, stderr } = await runKit(
      "test",
      "--matrix",
      "--client",
      "sdk-v1",
      "--tool",
      "me",
    );
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: expect.stringMatching(
        /^(?:\non \S+ +known by .+(?:\nsdk-v1 .+){3}\n){2}\nrefresh of +at-once .+\nsdk-v1(?: +FAILED \[1\]){4}\n\n\[1\] .+\n$/,
      ),
    });
    expect(stderr).toMatch(/^20 of 40 tried …\n40 of 40 tried …$/m);
    // Only those cells are red that call the tool: this Worker has none of that name.
    expect(stdout).toMatch(
      /\non 127\.0\.0\.1 .+\n.+\nsdk-v1 +metadata-document +FAILED \[1\] +ok +ok +ok +ok +FAILED \[1\]\n/,
    );
    expect(stdout).toMatch(/\n\[1\] The tool tells no login: .*\bme\b/);
  },
);

test("--matrix --json is one document, and a call to another machine fails it", async ({
  expect,
}) => {
  const path = await folder.writeFiles("matrix-leads-out", {
    "wrangler.jsonc": `{ "name": "leads-out", "main": "index.js", "compatibility_date": "2026-10-01" }`,
    // Its metadata names an authorization server on another machine.
    "index.js": `export default {
  async fetch(request) {
    const { pathname, origin } = new URL(request.url);
    const resource = origin + "/elsewhere";
    if (pathname === "/metadata") return Response.json({ resource, authorization_servers: ["https://auth.example.com"] });
    if (pathname !== "/elsewhere") return new Response(null, { status: 404 });
    const challenge = 'Bearer resource_metadata="' + origin + '/metadata"';
    return new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
  },
};
`,
  });
  const wrangler = ["--wrangler", join(path, "wrangler.jsonc")];
  const flags = ["--client", "sdk-v2", "--endpoint", "/elsewhere", "--json"];
  const { status, stdout, stderr } = await runKit("test", "--matrix", ...wrangler, ...flags);
  expect({ status, error: JSON.parse(stderr) as object }).toEqual({
    status: 1,
    error: {
      error: {
        code: "UNEXPECTED_REQUEST",
        message: expect.stringContaining("GET https://auth.example.com/"),
        hint: expect.any(String),
      },
    },
  });
  const { ok, rows } = JSON.parse(stdout) as { ok: boolean; rows: MatrixRow[] };
  expect(ok).toBe(false);
  expect(rows).toHaveLength(6);
  expect(rows[0]).toMatchObject({
    client: "sdk-v2",
    registration: "dynamic",
    host: "localhost",
    cells: { approve: { status: "failed", reason: expect.any(String) } },
  });
});
