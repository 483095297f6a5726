import { GitHubError } from "../github/github.ts";
import { ToolFailure } from "./tool.ts";

/** Says what GitHub said no to, in words for the person. */
export function asFailure(error: unknown): never {
  if (error instanceof GitHubError) throw new ToolFailure(error.description, { cause: error });
  throw error;
}
