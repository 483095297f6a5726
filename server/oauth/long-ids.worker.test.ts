import { test } from "../../harness/vitest.ts";
import { send } from "../mcp-client.test-support.ts";
import {
  ask,
  authorizationPath,
  codeVerifier,
  redirectUri,
  register,
} from "./visitor.test-support.ts";

// Workers KV takes keys of 512 bytes, and of what strangers send the OAuth provider makes keys.
const lengths = [500, 520, 600, 10_000];

test.for(lengths)(
  "AZ-02 AZ-03 a client id of %i characters is unknown",
  async (length, { kit, expect }) => {
    const client = { client_id: "a".repeat(length), redirect_uris: [] };
    const page = await ask(kit, authorizationPath(client), { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([
      400,
      "text/html; charset=utf-8",
    ]);
    const told = await ask(kit, authorizationPath(client));
    expect([told.status, await told.json()]).toMatchObject([400, { error: "invalid_client" }]);
  },
);

test("AZ-02 a client id of few characters and many bytes is unknown", async ({ kit, expect }) => {
  const client = { client_id: "é".repeat(300), redirect_uris: [] };
  expect((await ask(kit, authorizationPath(client))).status).toBe(400);
});

test.for(lengths)(
  "TK-04 TK-06 RT-01 ids of %i characters are unknown at the token endpoint, and to revocation",
  async (length, { kit, expect }) => {
    const { client_id } = await register(kit);
    const long = "a".repeat(length);
    const code = { grant_type: "authorization_code", redirect_uri: redirectUri };
    const verified = { ...code, code_verifier: codeVerifier };
    const refresh = { grant_type: "refresh_token" };
    for (const [form, status] of [
      [{ ...verified, client_id: long, code: "u:g:s" }, 401],
      [{ ...verified, client_id, code: `u:${long}:s` }, 400],
      [{ ...verified, client_id, code: `${long}:g:s` }, 400],
      [{ ...refresh, client_id, refresh_token: `u:${long}:s` }, 400],
      [{ ...refresh, client_id: long, refresh_token: "u:g:s" }, 401],
      [{ client_id, token: `u:${long}:s` }, 200],
      [{ client_id: long, token: "u:g:s" }, 401],
    ] as [Record<string, string>, number][]) {
      const response = await ask(kit, "/token", {
        method: "POST",
        body: new URLSearchParams(form),
      });
      expect([form, response.status]).toEqual([form, status]);
    }
    const authorization = `Basic ${btoa(`${long}:secret`)}`;
    const basic = { headers: { authorization }, body: new URLSearchParams({ ...refresh }) };
    expect((await ask(kit, "/token", { method: "POST", ...basic })).status).toBe(401);
  },
);

test.for(["/mcp", "/mcp/stateless"])(
  "BT-07 a token whose parts are long is none at %s",
  async (path, { kit, expect }) => {
    for (const length of lengths) {
      const long = "a".repeat(length);
      for (const mcpAccessToken of [`u:${long}:s`, `${long}:g:s`, `u:g:${long}`, long]) {
        const bearer = { mcpAccessToken, mcpClientId: "" };
        expect((await send(kit, { path, bearer, body: {} })).status).toBe(401);
      }
    }
  },
);
