import { test } from "vitest";
import { isOperator, maySignIn } from "./people.ts";

const octocat = { login: "octocat", userId: "583231" };
const atGitHub = { OIDC_ISSUER: "" };

test.for([
  ["octocat", true],
  ["hubot, OctoCat", true],
  ["583231", true],
  ["hubot 583231", true],
  ["", false],
  [" , ", false],
  ["octo", false],
  ["58323", false],
] as const)("CB-24 ALLOWED_LOGINS %j names a person by login or id", ([named, is], { expect }) => {
  expect(isOperator(octocat, { ALLOWED_LOGINS: named, ...atGitHub })).toBe(is);
});

test("CB-24 an id stays with its person when the login is somebody else's", ({ expect }) => {
  const ALLOWED_LOGINS = "583231";
  expect(isOperator({ ...octocat, login: "renamed" }, { ALLOWED_LOGINS, ...atGitHub })).toBe(true);
  const heir = { login: "octocat", userId: "9000001" };
  expect(isOperator(heir, { ALLOWED_LOGINS, ...atGitHub })).toBe(false);
});

test("CB-24 a login that looks like somebody's id is nobody at GitHub", ({ expect }) => {
  const squatter = { login: "583231", userId: "9000001" };
  expect(isOperator(squatter, { ALLOWED_LOGINS: "583231", ...atGitHub })).toBe(false);
  // Elsewhere the provider gives subjects, and people do not choose them.
  const oidc = { ALLOWED_LOGINS: "583231", OIDC_ISSUER: "https://issuer.example" };
  expect(isOperator({ login: "583231", userId: "oidc-x" }, oidc)).toBe(true);
});

test.for([
  ["", true],
  [" ", true],
  ["hubot, octocat", true],
  ["583231", true],
  ["hubot", false],
  [",", false],
] as const)("CB-25 SIGN_IN_LOGINS %j says who may sign in", ([named, may], { expect }) => {
  expect(maySignIn(octocat, { SIGN_IN_LOGINS: named, ...atGitHub })).toBe(may);
});

test("takes no letter for another that only folds to it", ({ expect }) => {
  const settings = { ALLOWED_LOGINS: "Kim@example.com", OIDC_ISSUER: "https://id.example" };
  expect(isOperator({ login: "kIM@example.com" }, settings)).toBe(true);
  expect(isOperator({ login: "\u212Aim@example.com" }, settings)).toBe(false);
});
