import { test } from "vitest";
import { loginOf } from "./login-of.ts";

const text = (value: unknown) => ({ content: [{ type: "text", text: JSON.stringify(value) }] });

test.for([
  ["structured content", { structuredContent: { login: "octocat" }, content: [] }],
  ["JSON in a text", text({ login: "octocat", id: 583231 })],
  ["the whole answer of GitHub in a text", text({ status: 200, data: { login: "octocat" } })],
] as const)("reads the login from %s", ([, result], { expect }) => {
  expect(loginOf(result)).toBe("octocat");
});

test.for([
  ["words", { content: [{ type: "text", text: "Signed in as octocat" }] }],
  ["nothing", { content: [] }],
  ["a picture", { content: [{ type: "image", data: "aGk=", mimeType: "image/png" }] }],
] as const)("takes no login from %s", ([, result], { expect }) => {
  expect(() => loginOf(result)).toThrow("The tool tells no login");
});
