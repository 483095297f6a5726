import { test } from "vitest";
import { attemptSignIn } from "./attempt.ts";
import { errorOf } from "./site.test-support.ts";

const stopBefore = "http://127.0.0.1:33418/callback";

/** Signs in with a consent page whose form holds these controls. */
function signIn(controls: string) {
  const page = `<form method="post">${controls}</fieldset></label><button>Allow</button></form>`;
  return attemptSignIn({
    url: "http://localhost/authorize",
    login: "octocat",
    stopBefore,
    fetch: async (_url, { method }) =>
      method === "POST"
        ? Response.redirect(`${stopBefore}?code=c`)
        : new Response(page, { headers: { "Content-Type": "text/html" } }),
  });
}

function repeat(control: (index: number) => string, { times = 8000, before = "" } = {}): string {
  return before + Array.from({ length: times }, (_, index) => control(index)).join("");
}

const radio = (index: number) => `<input type="radio" name="r" value="${index}">`;
const labelled = (index: number) =>
  `<input type="radio" name="r" id="i${index}" required checked><label for="i${index}">One</label>`;

// What is done for each control with all the others takes minutes.
test.for([
  ["radio buttons of one group", repeat(radio)],
  ["radio buttons with labels", repeat(labelled)],
  ["radio buttons in one label", repeat(radio, { before: "<label>" })],
  ["radio buttons in one disabled fieldset", repeat(radio, { before: "<fieldset disabled>" })],
  ["boxes of one name", repeat((i) => `<input type="checkbox" name="scope" value="${i}" checked>`)],
  [
    "selected options",
    `<select multiple name="s">${repeat(() => "<option selected>1", { times: 40_000 })}</select>`,
  ],
  ["buttons", repeat((i) => `<button name="b${i}">Deny</button>`, { times: 20_000 })],
  [
    "controls deep inside",
    repeat(() => "<div>", { times: 20_000 }) + repeat(() => "<button>Deny</button>"),
  ],
  [
    "blanks in an address",
    `<meta http-equiv="refresh" content="60;x${repeat(() => " ", { times: 400_000 })}x">`,
  ],
  ["a pattern that never ends", `<input name="p" value="${"a".repeat(40)}!" pattern="(a+)+">`],
  [
    "patterns that never end",
    repeat((i) => `<input name="p${i}" value="${"a".repeat(40)}!" pattern="(a+)+">`, {
      times: 900,
    }),
  ],
] as const)(
  "a sign-in passes a page with %s",
  { timeout: 10_000 },
  async ([, controls], { expect }) => {
    expect((await signIn(controls)).ending.kind).toBe("approved");
  },
);

test("a pattern is looked at in time all the same", async ({ expect }) => {
  const error = await errorOf(signIn('<input name="p" value="abc" pattern="a+">'));
  expect(error).toMatchObject({ message: expect.stringContaining("does not take") });
});
