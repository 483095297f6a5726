import { readFileSync } from "node:fs";
import type { z } from "zod";
import { KitError } from "../../client/kit-error.ts";
import { packageFile } from "./package-file.ts";

export interface Fixture<Schema extends z.ZodType> {
  /** The kit's own file, from the package's root: the default, and the example to follow. */
  readonly own: string;
  readonly schema: Schema;
  /** What is in it, as people call it: `GitHub users`. */
  readonly content: string;
}

/**
 * Reads a JSON file of emulated data and checks it.
 *
 * @param file the kit's own file when left out
 * @throws {KitError} FIXTURE_INVALID when the file cannot be read, is no JSON, or a value in it is not what GitHub has
 */
export function loadFixture<Schema extends z.ZodType>(
  { own, schema, content }: Fixture<Schema>,
  file = packageFile(own),
): z.output<Schema> {
  const parsed = schema.safeParse(readJson(file, content));
  if (parsed.success) return parsed.data;
  throw new KitError(
    "FIXTURE_INVALID",
    `${file} does not describe ${content}: ${parsed.error.issues.map(describeIssue).join("; ")}.`,
    { hint: `Correct the values, after the example of ${own} in remote-mcp-kit.` },
  );
}

/** Reports what stands twice in a list where it may stand once. Letters count as equal whatever their case. */
export function reportTwins<Entry>(
  entries: readonly Entry[],
  keys: readonly (keyof Entry & string)[],
  context: z.core.$RefinementCtx<Entry[]>,
): void {
  for (const key of keys) {
    const seen = new Set<string>();
    for (const [index, entry] of entries.entries()) {
      const value = String(entry[key]).toLowerCase();
      if (seen.has(value)) {
        context.addIssue({ code: "custom", path: [index, key], message: "is there twice" });
      }
      seen.add(value);
    }
  }
}

function readJson(file: string, content: string): unknown {
  try {
    // Some editors begin a file with a byte order mark; RFC 8259 (section 8.1) lets a parser ignore it.
    return JSON.parse(readFileSync(file, "utf8").replace(/^\uFEFF/, ""));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KitError("FIXTURE_INVALID", `${file} could not be read as JSON: ${reason}.`, {
      hint: `Give the path of a file that holds a JSON array of ${content}, and nothing that JSON does not know, e.g. a comma at its end.`,
      cause,
    });
  }
}

/** `[2].login: Invalid input`, the path first. */
function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return `${path.join("") || "the whole"}: ${issue.message}`;
}
