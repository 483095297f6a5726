import type { Kit } from "../kit.ts";
import type { ClientName, StressName, Verdict } from "./cell.ts";
import { expectLogin, expectSignIn, failed, type Evidence } from "./judge.ts";

/** What a stress has to work with, besides the evidence. */
export interface Stressed extends Evidence {
  readonly name: ClientName;
  readonly kit: Pick<Kit, "github" | "loseAnswers">;
  /** Where tokens are issued, e.g. `/token`. */
  readonly tokenPath: string;
}

/** A library refreshes for several connections of its own; a program is started several times with one home. */
const atOnce: Record<ClientName, number> = {
  "sdk-v1": 8,
  "sdk-v2": 8,
  "mcp-remote": 2,
  inspector: 2,
};

/** A race that a Worker loses now and then is seen more often. */
const ROUNDS = 3;

/** More requests than this for one refresh, and more of GitHub's answers, are a loop. */
const MANY = 10;

const stresses: Record<StressName, (stressed: Stressed) => Promise<Verdict>> = {
  async "at-once"(stressed) {
    for (let round = 0; round < ROUNDS; round++) {
      const all = Array.from({ length: atOnce[stressed.name] }, () => expectLogin(stressed));
      const worse = (await Promise.all(all)).find(({ status }) => status !== "passed");
      if (worse) return worse;
      // Whatever was stored last has to be good for the next refresh.
      await stressed.client.spoilAccessToken();
    }
    return expectLogin(stressed);
  },

  async "lost-answer"(stressed) {
    const { kit, tokenPath, whoami } = stressed;
    const requests = kit.loseAnswers(tokenPath);
    await whoami().catch(() => {}); // it may give up, as long as it is in again the next time
    if (requests() === 0) return failed(`It sent nothing to ${tokenPath}.`);
    const verdict = await expectLogin(stressed);
    return requests() > MANY ? failed(`It sent ${requests()} requests to ${tokenPath}.`) : verdict;
  },

  async "github-down"(stressed) {
    const { kit, login, whoami } = stressed;
    const before = strikesOf(kit);
    kit.github.fail("* /*", "503", { times: "always", login });
    await whoami().catch(() => {}); // it may have to do without GitHub, or say so
    const calls = strikesOf(kit) - before;
    kit.github.clearFaults("* /*");
    if (calls > MANY) return failed(`GitHub was called ${calls} times while it was down.`);
    return expectLogin(stressed);
  },

  async revoked(stressed) {
    const { kit, login, attempts } = stressed;
    kit.github.revoke(login);
    const asked = attempts.length;
    const verdict = await expectLogin(stressed);
    if (verdict.status !== "passed" || attempts.length === asked + 1) return verdict;
    const times = attempts.length - asked;
    return failed(
      times === 0
        ? "Whoever revoked the grant at GitHub stayed signed in: at a refresh, ask GitHub whether its token still holds."
        : `The person, who had revoked the grant at GitHub, was asked ${times} times.`,
    );
  },
};

/** Lets a client sign in, makes its access token one that is refused, and puts the refresh under stress. */
export async function judgeStress(stress: StressName, stressed: Stressed): Promise<Verdict> {
  const before = await expectSignIn(stressed);
  if (before.status !== "passed") return before;
  await stressed.client.spoilAccessToken();
  const asked = stressed.attempts.length;
  const verdict = await stresses[stress](stressed).catch((error: unknown) =>
    failed(error instanceof Error ? error.message : String(error)),
  );
  // Of several that ask at once, each fails by what the others do: that is none of the reason.
  return stress !== "revoked" && stressed.attempts.length > asked
    ? failed("The person was asked again, who should have stayed signed in.")
    : verdict;
}

function strikesOf({ github }: Pick<Kit, "github">): number {
  return github.faults.reduce((sum, { strikes }) => sum + strikes, 0);
}
