import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { errorOf, serve } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";

test("does not press the only button that there is when only a script could approve", async ({
  expect,
}) => {
  const page =
    '<button type="button">Allow</button><form method="post"><button>Lopeta</button></form>';
  await using site = await serve({ "GET /authorize": page });
  const url = `${site.origin}/authorize`;
  expect(await errorOf(attemptSignIn({ url, login: "octocat", stopBefore }))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('has "Allow" to approve, and only a script could press it'),
  });
  expect(site.requests).toHaveLength(1);
});
