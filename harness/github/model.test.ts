import { test } from "vitest";
import { GitHubModel } from "./model.ts";
import { createClientCredentials } from "./secrets.ts";
import { gitHubUsersSchema } from "./user-schema.ts";

test("finds a code for the app it was issued to, and for no other", ({ expect }) => {
  const callbackUrl = "http://localhost/callback";
  const ours = { name: "Ours", callbackUrl, ...createClientCredentials() };
  const theirs = { name: "Theirs", callbackUrl, ...createClientCredentials() };
  const users = gitHubUsersSchema.parse([{ login: "ada", id: 1, name: "Ada" }]);
  const [user] = users;
  if (user === undefined) throw new Error("There is no user.");
  const model = new GitHubModel({ users, apps: [ours, theirs], now: Date.now });
  const rest = { redirectUri: callbackUrl, state: null, scopes: [], codeChallenge: null };
  const code = model.createCode({ app: ours, ...rest }, user);
  expect(model.findCode(code, theirs)).toBeUndefined();
  expect(model.findCode(code, ours)).toMatchObject({ app: ours });
});
