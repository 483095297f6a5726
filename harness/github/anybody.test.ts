import { test } from "./github.test-support.ts";
import { describeFlaws } from "./openapi.test-support.ts";

const API = "https://api.github.com";
const ask = (path: string) => fetch(`${API}/repos/octocat/${path}`);

/**
 * "This endpoint can be used without authentication […] if only public resources are requested."
 * https://docs.github.com/rest/repos/repos#get-a-repository
 */
test("shows a public repository to whoever has no token, sixty times an hour", async ({
  clock,
  getAs,
  expect,
}) => {
  const shown = await ask("Hello-World");
  expect(shown.status).toBe(200);
  const body = await shown.json();
  expect(body).toMatchObject({ full_name: "octocat/Hello-World", private: false });
  expect(body).not.toHaveProperty("permissions");
  expect(describeFlaws("GET /repos/{owner}/{repo} 200", body)).toEqual([]);
  expect(shown.headers.get("X-OAuth-Scopes")).toBeNull();
  expect(shown.headers.get("X-RateLimit-Limit")).toBe("60");
  expect((await ask("secret-plans")).status).toBe(404);
  for (let asked = 2; asked < 60; asked++) await ask("Hello-World");
  const refused = await ask("Hello-World");
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ message: expect.stringMatching(/^API rate limit/) });
  expect((await getAs("/repos/octocat/Hello-World")).status).toBe(200);
  clock.nowMs += 60 * 60_000;
  expect((await ask("Hello-World")).status).toBe(200);
});

/** @see https://docs.github.com/rest/using-the-rest-api/using-cors-and-jsonp-to-make-cross-origin-requests */
test("lets pages of any origin use it, and read what it says of scopes and pages", async ({
  getAs,
  expect,
}) => {
  const asked = await fetch(`${API}/user`, { method: "OPTIONS" });
  expect(asked.status).toBe(204);
  expect(asked.headers.get("Access-Control-Allow-Headers")).toContain("Authorization");
  const { headers } = await getAs("/user");
  expect(headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(headers.get("Access-Control-Expose-Headers")).toMatch(/Link.*X-OAuth-Scopes/);
});
