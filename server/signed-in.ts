import { askGitHub } from "./github/ask-github.ts";
import { isOperator } from "./people.ts";
import type { Notes } from "./notes.ts";
import type { Offer } from "./offer.ts";
import { offerOf, signedInOffer, toolsFor } from "./offers.ts";
import { readSettings } from "./settings.ts";
import { signInProviderOf } from "./sign-in/provider-of.ts";
import type { SignedInContext, ToolContext } from "./tools/tool.ts";

export interface Caller {
  userId: string;
  resource: string;
  /** The `Authorization` header of the very request that calls. */
  authorization: string | undefined;
  notes: Notes;
}

/** Makes what a tool is given on an endpoint with sign-in, for one call. */
export function signedInExtra(
  env: Env,
  { userId, resource, authorization, notes }: Caller,
): Omit<SignedInContext, keyof ToolContext> {
  const settings = readSettings(env);
  if (Array.isArray(settings)) throw new Error("The settings have gone since the session began");
  const { issuer } = signInProviderOf(settings);
  const query = { userId, resource, authorization, githubUrl: issuer };
  return {
    askGitHub: (question) => askGitHub(env, query, question),
    notes,
    status: { resource, signInAt: issuer },
  };
}

/** The offer for one person: tools for those who run the server are not even shown to others, nor are the pages about them. */
export function offeredTo(login: string, env: Env, userId?: string): Offer<SignedInContext> {
  const person = { login, ...(userId && { userId }) };
  const tools = toolsFor(signedInOffer.tools, env);
  return offerOf(tools.filter((tool) => !tool.operatorsOnly || isOperator(person, env)));
}
