import type { z } from "zod";
import { scenarioSchema, stepKinds, stepSchemas } from "./schema.ts";
import type { Problem, YamlSource } from "./yaml-source.ts";

/** Says what zod found in a scenario: where, what was expected there, and what was found. */
export function explainIssues(issues: readonly z.core.$ZodIssue[], source: YamlSource): Problem[] {
  return issues
    .flatMap((issue) => chooseStepKind(issue, source.value))
    .flatMap((issue) => explain(issue, source));
}

/** zod reports every step kind that does not fit: only the one that the step names is of interest. */
function chooseStepKind(issue: z.core.$ZodIssue, root: unknown): z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const step = valueAt(root, issue.path);
  const isMapping = typeof step === "object" && step !== null;
  const named = isMapping ? stepKinds.filter((kind) => kind in step) : [];
  if (named.length !== 1) {
    const found = named.length === 0 ? "none of them" : named.join(" and ");
    const message = `expected exactly one of the keys ${stepKinds.join(", ")}, found ${found}`;
    return [{ code: "custom", path: issue.path, input: step, message }];
  }
  const chosen = issue.errors[stepKinds.indexOf(named[0]!)] ?? [];
  return chosen.map((inner) => Object.assign(inner, { path: [...issue.path, ...inner.path] }));
}

function explain(issue: z.core.$ZodIssue, source: YamlSource): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const allowed = allowedKeys(issue.path, source.value).join(", ");
    return issue.keys.map((key) => ({
      ...source.positionOfKey(issue.path, key),
      message: `unknown key "${key}", expected one of ${allowed}`,
    }));
  }
  const subject = issue.path.length > 0 ? `${pathText(issue.path)}: ` : "";
  return [{ ...source.positionOf(issue.path), message: subject + inYamlWords(issue.message) }];
}

function inYamlWords(message: string): string {
  const words = message
    .replace(/^(Invalid|Too) \w+: /, "")
    .replace("received undefined", "but it is missing")
    .replaceAll(/\b(record|object)\b/g, "mapping")
    .replaceAll(/\barray\b/g, "list");
  return words.startsWith("expected") ? words : `expected ${words}`;
}

/** The keys that may stand where an unknown one was found. */
function allowedKeys(path: readonly PropertyKey[], root: unknown): string[] {
  const [steps, index, part] = path;
  if (steps === undefined || index === undefined) return Object.keys(scenarioSchema.shape);
  const step = valueAt(root, [steps, index]) as object;
  const kind = stepKinds.find((candidate) => candidate in step);
  if (kind === undefined) return [...stepKinds];
  const { shape } = stepSchemas[kind];
  return Object.keys(part === "expect" && "expect" in shape ? shape.expect.unwrap().shape : shape);
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`,
    )
    .join("");
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], root);
}
