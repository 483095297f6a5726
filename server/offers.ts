import { scopes } from "./contract.ts";
import type { Offer } from "./offer.ts";
import { explainSum } from "./prompts/explain-sum.ts";
import { about } from "./resources/about.ts";
import { toolPages } from "./resources/tool-pages.ts";
import { addNote } from "./tools/add-note.ts";
import { add } from "./tools/add.ts";
import { clearNotes } from "./tools/clear-notes.ts";
import { countDown } from "./tools/count-down.ts";
import { listRepositories } from "./tools/list-repositories.ts";
import { serverStatus } from "./tools/server-status.ts";
import type {
  NotesContext,
  Scope,
  SignedInContext,
  Tool,
  ToolContext,
  ToolDescription,
} from "./tools/tool.ts";
import { whoami } from "./tools/whoami.ts";

/** What goes with these tools. The pages about tools are of these alone. */
export function offerOf<Context>(tools: readonly Tool<Context>[]): Offer<Context> {
  return { tools, resources: [about], templates: [toolPages(tools)], prompts: [explainSum] };
}

/** What everybody is offered. */
export const publicOffer = offerOf<ToolContext>([add, countDown]);

/** What everybody is offered who has a session. */
export const publicSessionOffer = offerOf<NotesContext>([add, countDown, addNote, clearNotes]);

/** What those who have signed in are offered. */
export const signedInOffer = offerOf<SignedInContext>([
  add,
  countDown,
  whoami,
  listRepositories,
  addNote,
  clearNotes,
  serverStatus,
]);

/** Leaves out what asks GitHub where people sign in elsewhere. */
export function toolsFor<Described extends ToolDescription>(
  tools: readonly Described[],
  { OIDC_ISSUER }: Pick<Env, "OIDC_ISSUER">,
): Described[] {
  return tools.filter((tool) => !tool.needsGitHub || !OIDC_ISSUER?.trim());
}

/** The scopes that something is to be had for: the first for most tools, and a further one where a tool that wants it is offered. */
export function scopesFor(env: Pick<Env, "OIDC_ISSUER">): Scope[] {
  const wanted = new Set(toolsFor(signedInOffer.tools, env).map(({ scope }) => scope));
  return scopes.filter((scope, index) => index === 0 || wanted.has(scope));
}
