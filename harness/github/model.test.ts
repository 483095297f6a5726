import { test } from "vitest";
import { GitHubModel } from "./model.ts";
import { gitHubAppSchema } from "./app-schema.ts";
import { registerApp } from "./apps.ts";
import { gitHubUsersSchema } from "./user-schema.ts";

test("finds a code for the app it was issued to, and for no other", ({ expect }) => {
  const callbackUrl = "http://localhost/callback";
  const [ours, theirs] = ["Ours", "Theirs"].map((name) =>
    registerApp(gitHubAppSchema.parse({ name }), callbackUrl),
  );
  const users = gitHubUsersSchema.parse([{ login: "ada", id: 1, name: "Ada" }]);
  const [user] = users;
  if (!user || !ours || !theirs) throw new Error("Something is missing.");
  const model = new GitHubModel({
    users,
    apps: [ours, theirs],
    organizations: [],
    repositories: [],
    now: Date.now,
  });
  const asked = { scopes: [], offlineAccess: false };
  const rest = { redirectUri: callbackUrl, state: null, codeChallenge: null, ...asked };
  const code = model.codes.create({ app: ours, ...rest }, user);
  expect(model.codes.find(code, theirs)).toBeUndefined();
  expect(model.codes.find(code, ours)).toMatchObject({ request: { app: ours } });
});
