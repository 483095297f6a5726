import { test } from "vitest";
import type { Ending } from "../browser/ending.ts";
import { stresses, type StressName } from "./cell.ts";
import { judgeStress, type Stressed } from "./stress.ts";

const approved: Ending = { kind: "approved" };

/**
 * A client that signs its person in at its first call, as {@link Stressed} hands it over, with GitHub and a token endpoint that
 * count.
 *
 * @param onCall what a later call does, the first one after the sign-in being call 1
 */
function clientThat(
  onCall: (call: number, world: World) => void | Promise<void> = ({}, { requests }) =>
    void requests.count++,
): Stressed {
  const requests = { count: 0 };
  const strikes = { count: 0 };
  const attempts: { ending: Ending }[] = [];
  const ask = () => void attempts.push({ ending: approved });
  const world: World = { requests, strikes, ask, isRevoked: false };
  let calls = -1;
  const github = {
    fail: () => {},
    clearFaults: () => {},
    revoke: () => void (world.isRevoked = true),
    get faults() {
      return [{ strikes: strikes.count }];
    },
  };
  return {
    name: "mcp-remote",
    login: "octocat",
    tokenPath: "/token",
    attempts,
    client: { mcpAccessToken: async () => "token", spoilAccessToken: async () => {} },
    async whoami() {
      calls += 1;
      if (calls === 0) ask();
      else await onCall(calls, world);
      if (world.isRevoked) ask();
      world.isRevoked = false;
      return "octocat";
    },
    kit: {
      github: github as unknown as Stressed["kit"]["github"],
      loseAnswers: () => () => requests.count,
    },
  };
}

interface World {
  readonly requests: { count: number };
  /** How often GitHub was called while it was down. */
  readonly strikes: { count: number };
  readonly ask: () => void;
  isRevoked: boolean;
}

test.for(stresses)("%s passes a client that stays signed in", async (stress, { expect }) => {
  expect(await judgeStress(stress, clientThat())).toEqual({ status: "passed", reason: null });
});

test.for(["lost-answer", "github-down"] as const)(
  "%s passes a client that gives up once, and is in again the next time",
  async (stress, { expect }) => {
    const client = clientThat((call, { requests }) => {
      requests.count++;
      if (call === 1) throw new Error("fetch failed");
    });
    expect(await judgeStress(stress, client)).toMatchObject({ status: "passed" });
  },
);

test.for<[StressName, string, Stressed, RegExp]>([
  ["at-once", "asks again", clientThat((_, { ask }) => ask()), /asked again/],
  [
    "at-once",
    "asks again and so fails otherwise",
    clientThat((call, { ask }) => {
      ask();
      if (call === 2) throw new Error("The state is another one.");
    }),
    /^The person was asked again, who should have stayed signed in\.$/,
  ],
  ["at-once", "loses one of two", clientThat(failAt(2)), /invalid_grant/],
  ["at-once", "loses one at the third try", clientThat(failAt(6)), /invalid_grant/],
  ["at-once", "has stored what is no good", clientThat(failAt(7)), /invalid_grant/],
  ["lost-answer", "does not refresh", clientThat(() => {}), /sent nothing to \/token/],
  ["lost-answer", "is out for good", clientThat(failAt(1, 2)), /invalid_grant/],
  [
    "lost-answer",
    "asks again",
    clientThat((_, { ask, requests }) => {
      requests.count++;
      ask();
    }),
    /asked again/,
  ],
  [
    "lost-answer",
    "loops",
    clientThat((_, { requests }) => void (requests.count += 20)),
    /sent \d+/,
  ],
  [
    "revoked",
    "asks nobody",
    clientThat((_, world) => void (world.isRevoked = false)),
    /stayed signed in: at a refresh/,
  ],
  ["revoked", "asks twice", clientThat((_, { ask }) => ask()), /asked 2 times/],
  ["github-down", "is out for good", clientThat(failAt(1, 2)), /invalid_grant/],
  ["github-down", "asks again", clientThat((_, { ask }) => ask()), /asked again/],
  ["github-down", "loops", clientThat((_, { strikes }) => void (strikes.count += 20)), /20 times/],
])("%s fails a client that %s", async ([stress, , client, reason], { expect }) => {
  const verdict = await judgeStress(stress, client);
  expect(verdict).toEqual({ status: "failed", reason: expect.stringMatching(reason) });
});

function failAt(...calls: number[]) {
  return (call: number, { requests }: World) => {
    requests.count++;
    if (calls.includes(call)) throw new Error("invalid_grant");
  };
}
