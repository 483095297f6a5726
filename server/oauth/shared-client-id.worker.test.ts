import { test } from "../../harness/vitest.ts";
import { isLetIn } from "../../harness/matrix/refresh.test-support.ts";
import { exchange, redirectUri, signInFor } from "./visitor.test-support.ts";

// All who have an app share the id of its metadata document: two machines of one person do.
test("TK-23 a sign-in on a second machine, with the client id of a metadata document, leaves the first signed in", async ({
  kit,
  expect,
}) => {
  const client = { client_id: "https://app.example/client.json", redirect_uris: [redirectUri] };
  const named = { client_name: "App", token_endpoint_auth_method: "none" };
  kit.publish(client.client_id, { ...client, ...named });
  const laptop = await signInFor(kit, "octocat", { client });
  const desktop = await signInFor(kit, "octocat", { client });
  const { refresh_token } = laptop;
  const { client_id } = client;
  for (const { access_token } of [
    laptop,
    desktop,
    await exchange(kit, { grant_type: "refresh_token", refresh_token, client_id }),
  ])
    expect(await isLetIn(kit, access_token)).toBe(true);
});

test("TK-23 a client that registered, and signs in again, has one grant", async ({
  kit,
  expect,
}) => {
  const before = await signInFor(kit, "octocat");
  const after = await signInFor(kit, "octocat", { client: before.client });
  expect(await isLetIn(kit, before.access_token)).toBe(false);
  expect(await isLetIn(kit, after.access_token)).toBe(true);
});
