import type { Act } from "./person.ts";
import { attemptSignIn } from "./attempt.ts";
import { errorOf } from "./site.test-support.ts";
import { test as base } from "./worker-like.test-support.ts";

const test = base
  /** Has a device ask for its codes. */
  .extend("device", async ({ github }) => {
    const app = github.apps.find(({ kind, deviceFlow }) => kind === "oauth-app" && deviceFlow);
    const answer = await fetch("https://github.com/login/device/code", {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ client_id: app?.clientId ?? "", scope: "gist" }),
    });
    return (await answer.json()) as { user_code: string; verification_uri: string };
  })
  /** Types the code of the device into GitHub's page, and goes on from there. */
  .extend(
    "enterCode",
    ({ device: { user_code, verification_uri } }) =>
      (act: Act) =>
        attemptSignIn({ url: verification_uri, login: "octocat", act, fill: { user_code } }),
  );

test.for([
  ["approve", "Congratulations, you're all set!"],
  ["cancel-at-github", "The device was not let in"],
] as const)(
  "who comes with a device to %s is told so",
  async ([act, words], { enterCode, expect }) => {
    const { ending, hops } = await enterCode(act);
    expect(ending).toMatchObject({ kind: "stopped", status: 200 });
    expect(ending).toMatchObject({ text: expect.stringContaining(words) });
    expect(hops.map(({ pressed }) => pressed)).toContain("Continue");
  },
);

test("who comes with a device to deny is told how to say no at GitHub's question", async ({
  enterCode,
  expect,
}) => {
  expect(await errorOf(enterCode("deny"))).toMatchObject({
    code: "PAGE_NOT_UNDERSTOOD",
    message: expect.stringContaining('Its buttons: "Authorize '),
    hint: expect.stringContaining('act: "cancel-at-github"'),
  });
});
