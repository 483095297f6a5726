import { test } from "vitest";
import { Sessions } from "./sessions.ts";
import { loadGitHubUsers } from "./users.ts";

test("a session ends when the same browser signs in again, and takes its accounts along", ({
  expect,
}) => {
  const [octocat, hubot] = loadGitHubUsers();
  if (!octocat || !hubot) throw new Error("There are two users.");
  const sessions = new Sessions();
  const first = sessions.open(octocat, "login/device", "");
  const second = sessions.open(hubot, "login/device", first);
  expect(sessions.accountsOf(second)).toEqual([hubot, octocat]);
  expect(sessions.userOf(first)).toBeUndefined();
});
