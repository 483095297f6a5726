import { test } from "vitest";
import { openFolder } from "../testing/open-folder.ts";
import { runKit } from "../testing/run-kit.ts";

const folder = await openFolder();

/** What the Worker makes of each fault at GitHub's token address, in its own words to the client. */
const faults = {
  incorrect_client_credentials: "GitHub refused meanwhile: POST /login/oauth/access_token",
  redirect_uri_mismatch: "200 redirect_uri_mismatch",
  bad_verification_code: 'told "access_denied"',
  unverified_user_email: "verif",
  "500": 'told "temporarily_unavailable"',
  html: 'POST /login/oauth/access_token → 200 (fault "html")',
  truncated: 'POST /login/oauth/access_token → 200 (fault "truncated")',
  empty: 'POST /login/oauth/access_token → 200 (fault "empty")',
  reset: 'POST /login/oauth/access_token → no answer (fault "reset")',
};

test("GH-01 to GH-07 a sign-in that a step asks for meets what a step before it planned", async ({
  expect,
}) => {
  const steps = Object.entries(faults).map(
    ([fault, error]) => `  - github: POST /login/oauth/access_token
    fault: "${fault}"
  - signIn: hubot
    expect: { error: ${JSON.stringify(error)} }
`,
  );
  const path = await folder.writeFiles("signing-in", {
    "all.yaml": `name: All\nas: octocat\nlanes: [http]\nsteps:\n${steps.join("")}  - signIn: hubot\n`,
    "wrong.yaml": `name: Wrong\nas: octocat\nlanes: [http]\nsteps:\n  - signIn: hubot\n    expect: { error: access_denied }\n`,
  });
  const { status, stdout } = await runKit("test", path);
  expect(stdout).toContain("1 passed, 1 failed");
  expect(stdout).toMatch(/✓ \d+ ms\n[^]*✗ Wrong/);
  expect(stdout).toMatch(
    /wrong\.yaml:6:22 {2}signIn hubot · error\n +expected refused: …access_denied…, but ""\n/,
  );
  expect(status).toBe(1);
});

test("a step that signs nobody in who exists is refused before the start", async ({ expect }) => {
  const path = await folder.writeFiles("nobody", {
    "a.yaml": "name: a\nsteps:\n  - signIn: nobody\n    expect: { error: x }\n",
  });
  const { status, stderr } = await runKit("test", path);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringContaining('a.yaml:3:13  "nobody" is not an emulated GitHub user'),
  });
});

test("a fault that lasts need not strike", async ({ expect }) => {
  const path = await folder.writeFiles("always", {
    "a.yaml":
      "name: a\nas: octocat\nlanes: [http]\nsteps:\n  - github: GET /user\n    fault: '503'\n    times: always\n  - tool: add\n    arguments: { a: 1, b: 2 }\n    expect: { text: '3' }\n",
  });
  expect((await runKit("test", path)).status).toBe(0);
});
