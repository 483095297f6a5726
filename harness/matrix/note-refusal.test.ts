import { test } from "vitest";
import { KitError } from "../../client/index.ts";
import { noteRefusals } from "./note-refusal.ts";

const answers: Record<string, [status: number, text: string]> = {
  "/mcp": [401, ""],
  "/.well-known/oauth-authorization-server/mcp": [404, "Not found"],
  "/token": [400, '{"error":"invalid_grant","error_description":"gho_CANARYoctocat is spent."}'],
};

const noting = () =>
  noteRefusals(async (input) => {
    const [status, text] = answers[new URL(new Request(input).url).pathname] ?? [204, null];
    return new Response(text, { status });
  });

test("tells the last request that was refused, and with which words", async ({ expect }) => {
  const { fetch, lastRefusal, explain } = noting();
  for (const path of Object.keys(answers)) await fetch(`http://localhost:1${path}`);
  await fetch("http://localhost:1/fine");
  expect(lastRefusal()).toBe(
    'GET /token → 400: {"error":"invalid_grant","error_description":"… is spent."}',
  );
  expect(explain(new Error("It is over."))).toEqual(new Error("It is over. (GET /token → 400)"));
  const ours = new KitError("SIGN_IN_FAILED", "It is over.", { hint: "Look." });
  expect(explain(ours)).toBe(ours);
});

test("counts no challenge, and no metadata that is looked for, as refused", async ({ expect }) => {
  const { fetch, lastRefusal, explain } = noting();
  for (const path of Object.keys(answers).slice(0, 2)) await fetch(`http://localhost:1${path}`);
  expect(lastRefusal()).toBeUndefined();
  expect(explain(new Error("It is over."))).toEqual(new Error("It is over."));
});
