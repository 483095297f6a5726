import { test } from "vitest";
import { noteTokenRefusals } from "./token-refusals.ts";

const refused = { error: "invalid_grant", error_description: "gho_CANARYoctocat is spent." };

const noting = () =>
  noteTokenRefusals(async (request) => {
    const form = new URLSearchParams(await request.text());
    if (form.get("refresh_token") === "good") return Response.json({ access_token: "a" });
    const status = form.get("refresh_token") === "like GitHub" ? 200 : 400;
    return Response.json(refused, { status });
  });

const ask = (form: Record<string, string>, init: RequestInit = {}) =>
  new Request("http://localhost:1/token", {
    method: "POST",
    body: new URLSearchParams(form),
    ...init,
  });

test("remembers the first refused token request of each client, and hands on what came", async ({
  expect,
}) => {
  const { fetch, firstOf } = noting();
  const grant_type = "refresh_token";
  const answer = await fetch(ask({ client_id: "a", refresh_token: "bad", grant_type }));
  expect(await answer.json()).toEqual(refused);
  await fetch(ask({ client_id: "a", refresh_token: "good" }));
  await fetch(ask({ client_id: "a", code: "bad", grant_type: "authorization_code" }));
  await fetch(ask({ client_id: "b", refresh_token: "good" }));
  expect(firstOf("a")).toBe(
    'POST /token (refresh_token) → 400: {"error":"invalid_grant","error_description":"… is spent."}',
  );
  expect(firstOf("b")).toBeUndefined();
  await fetch(ask({ client_id: "b", refresh_token: "like GitHub" }));
  expect(firstOf("b")).toContain('POST /token → 200: {"error":"invalid_grant"');
});

test("knows a client by its Basic login, too, and takes down what is no form from nobody", async ({
  expect,
}) => {
  const { fetch, firstOf } = noting();
  const headers = { Authorization: `Basic ${btoa("app:s3cret")}` };
  await fetch(ask({ refresh_token: "bad" }, { headers }));
  expect(firstOf("app")).toContain("POST /token → 400");
  await fetch(ask({}, { body: "client_id=c", headers: { "Content-Type": "text/plain" } }));
  expect(firstOf("c")).toBeUndefined();
});
