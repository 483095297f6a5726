import type { AttemptOptions } from "../browser/attempt.ts";
import type { Cell, EndingName, Verdict } from "./cell.ts";
import { failed, judges } from "./judge.ts";
import { loginOf } from "./login-of.ts";
import { tryClient, type Trial } from "./try-client.ts";

export interface CellContext extends Pick<Trial, "url" | "identity" | "login" | "forPrograms"> {
  /** A tool that tells who is signed in. */
  tool: string;
  /** Lets GitHub's clock go on until every code it has given is dead. */
  letCodeExpire: () => void;
}

/** Lets a new client sign in as a cell says, and judges what became of it. */
export async function runCell(cell: Cell, context: CellContext): Promise<Verdict> {
  const { tool, login } = context;
  const trial = { ...cell, ...context, person: personOf(cell.ending, context) };
  try {
    return await tryClient(trial, ({ client, use, attempts }) => {
      const whoami = async () => loginOf(await use(tool));
      return judges[cell.ending]({ client, whoami, attempts, login });
    });
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function personOf(
  ending: EndingName,
  { url, letCodeExpire }: Pick<CellContext, "url" | "letCodeExpire">,
): Partial<AttemptOptions> {
  switch (ending) {
    case "deny":
      return { act: "deny" };
    case "cancel":
      return { act: "cancel-at-github" };
    case "forged":
      return { act: "forge-form" };
    case "expired":
      return {
        beforeHop(next) {
          // GitHub's code comes back to the Worker, the Worker's own to the client: only the first one dies.
          const isGitHubs = next.url.origin === new URL(url).origin;
          if (isGitHubs && next.url.searchParams.has("code")) letCodeExpire();
        },
      };
    default:
      return {};
  }
}
