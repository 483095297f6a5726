import { test } from "vitest";
import {
  createClientCredentials,
  createCode,
  createGitHubAccessToken,
  createGitHubRefreshToken,
  cutSecrets,
  secretsIn,
} from "./secrets.ts";

test("LG-02 names the kind of app in its client id, and that it is none of GitHub's", ({
  expect,
}) => {
  expect(createClientCredentials().clientId).toMatch(/^Ov23liFAKE\w{10}$/);
  expect(createClientCredentials("github-app").clientId).toMatch(/^Iv23liFAKE\w{10}$/);
});

test.for([
  ["an access token", createGitHubAccessToken("octocat"), "gho_CANARYoctocat"],
  ["a refresh token", createGitHubRefreshToken("octocat"), "ghr_CANARYoctocat"],
  ["a client secret", createClientCredentials().clientSecret, "fa4efa4e"],
  ["a code", createCode(), "c0de"],
] as const)("LG-02 finds and cuts %s wherever it stands", ([, secret, owner], { expect }) => {
  const text = `{"a":"${secret}"} ${secret}`;
  const [found = "", ...others] = secretsIn(text);
  expect(others).toEqual([]);
  expect(found).toMatch(new RegExp(`^${owner}\\w{0,7}…$`));
  expect(cutSecrets(text)).toBe(`{"a":"${found}"} ${found}`);
});
