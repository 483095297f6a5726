import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { KitError } from "../../client/kit-error.ts";
import { explainIssues } from "./explain-issues.ts";
import { findUnknownName } from "./placeholders.ts";
import { scenarioSchema, type Scenario } from "./schema.ts";
import { parseYaml, type Position, type Problem } from "./yaml-source.ts";

export interface LoadedScenario {
  /** Absolute path. */
  file: string;
  scenario: Scenario;
  /** Where the value at a path stands, e.g. `["steps", 0, "expect", "text"]`; its nearest ancestor when it is absent. */
  positionOf: (path: readonly PropertyKey[]) => Position;
}

/**
 * Reads a scenario file and checks all of it before anything is started.
 *
 * @throws {KitError} SCENARIO_INVALID with one `file:line:column` for each mistake; SCENARIO_NOT_FOUND when it cannot be read
 */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const source = parseYaml(await readText(file));
  if (source.problems.length > 0) {
    refuse(
      file,
      source.problems.map((problem) => ({ ...problem, message: `YAML: ${problem.message}` })),
    );
  }
  const parsed = scenarioSchema.safeParse(source.value);
  if (!parsed.success) refuse(file, explainIssues(parsed.error.issues, source));

  const unknown = findUnknownName(parsed.data);
  if (unknown) {
    const message = `expected a name that an earlier step captures, found \${${unknown.name}}`;
    refuse(file, [{ ...source.positionOf(unknown.path), message }]);
  }
  return { file, scenario: parsed.data, positionOf: source.positionOf };
}

/** The path as a person at this folder would write it. */
export function displayPath(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith("..") ? file : path;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KitError("SCENARIO_NOT_FOUND", `${displayPath(file)} cannot be read: ${reason}.`, {
      hint: "Name a readable .yaml file, or a folder that holds some.",
      cause,
    });
  }
}

function refuse(file: string, problems: Problem[]): never {
  const path = displayPath(file);
  const lines = problems.map(
    ({ line, column, message }) => `${path}:${line}:${column}  ${message}`,
  );
  throw new KitError("SCENARIO_INVALID", lines.join("\n"), {
    hint: "Mend the file; README.md has the form of a scenario.",
  });
}
