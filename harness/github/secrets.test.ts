import { test } from "vitest";
import {
  createClientCredentials,
  createCode,
  createGitHubAccessToken,
  createGitHubRefreshToken,
  cutSecrets,
  secretsIn,
} from "./secrets.ts";

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
