import type { z } from "zod";
import type { scopes } from "../contract.ts";
import type { GitHubQuestion } from "../github/github.ts";
import type { Notes } from "../notes.ts";

export type Scope = (typeof scopes)[number];

/** What every tool is given besides its arguments. */
export interface ToolContext {
  /** Aborts when the client cancels the call. */
  signal: AbortSignal;
  /** Tells a client that asked for it how far a long call is. */
  progress: (progress: Progress) => Promise<void>;
  /**
   * Asks the person for a yes, through their client (elicitation).
   *
   * Much can happen before the answer, and on SDK v2 the tool runs anew then.
   *
   * @param about a number that says what the question is about
   * @returns what the question was about that they said yes to, or nothing when they said no
   * @throws {ToolFailure} when the client cannot ask
   */
  confirm: (question: string, about: number) => Promise<number | undefined>;
}

/** @see https://modelcontextprotocol.io/specification/2025-11-25/basic/utilities/progress */
export interface Progress {
  progress: number;
  total: number;
  message: string;
}

/** What a tool is given where notes can be kept. */
export interface NotesContext extends ToolContext {
  /** The caller's notes: of their session, or their own where there are no sessions. */
  notes: Notes;
}

/** What a tool is given on an endpoint with sign-in. */
export interface SignedInContext extends NotesContext {
  /**
   * Asks GitHub with the user's own token.
   *
   * @throws {ToolFailure} when GitHub says no or nothing, or the sign-in is over
   */
  askGitHub: <Answer>(question: GitHubQuestion<Answer>) => Promise<Answer>;
  /** What the server is set to, for those who run it. */
  status: { resource: string; signInAt: string };
}

/** What a tool answers: text for the model, and the same as data that matches its output schema. */
export interface ToolAnswer<Structured> {
  text: string;
  structured: Structured;
}

/**
 * One tool, independent of the SDK generation that serves it.
 *
 * `Context` says where it may be registered: a tool that wants {@link SignedInContext} does not
 * compile on an endpoint without sign-in.
 */
export interface Tool<Context> extends ToolDescription {
  run: (input: unknown, context: Context) => Promise<ToolAnswer<Record<string, unknown>>>;
}

export interface ToolDescription {
  name: string;
  title: string;
  description: string;
  /** Strict, so that an argument nobody asked for is refused. */
  input: z.ZodObject;
  output: z.ZodObject;
  annotations: ToolAnnotations;
  /** A scope beyond the first: a call without it is answered 403, and the client asks the person for it. */
  scope?: Scope;
  /** Offered only where people sign in with GitHub. */
  needsGitHub?: true;
  /** Offered to the people of `ALLOWED_LOGINS` only. */
  operatorsOnly?: true;
}

/** @see https://modelcontextprotocol.io/specification/2025-11-25/schema#toolannotations */
export interface ToolAnnotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  openWorldHint: boolean;
}

/** A tool as its author writes it: what `run` takes and answers follows from the schemas. */
export interface ToolDefinition<
  Context,
  Input extends z.ZodObject,
  Output extends z.ZodObject,
> extends ToolDescription {
  input: Input;
  output: Output;
  run: (input: z.output<Input>, context: Context) => Promise<ToolAnswer<z.output<Output>>>;
}

/** Makes a tool that checks its own arguments, whoever calls it. */
export function defineTool<Context, Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: ToolDefinition<Context, Input, Output>,
): Tool<Context> {
  return {
    ...definition,
    run: (input, context) => definition.run(definition.input.parse(input), context),
  };
}

/** A failure whose message is meant for the user. Any other error leaves as a reference number. */
export class ToolFailure extends Error {
  override readonly name = "ToolFailure";
}
