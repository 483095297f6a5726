import parseJsonPath from "jsonpath-rfc9535/parser";
import { z } from "zod";

const anyRecord = z.record(z.string(), z.unknown());
const capture = z
  .record(
    z.string().regex(/^[A-Za-z_]\w*$/, "a name of letters, digits and _"),
    z
      .string()
      .refine(
        (path) => succeeds(() => parseJsonPath(path)),
        "a JSONPath, e.g. $.structuredContent.sum",
      ),
  )
  .describe("Name → JSONPath (RFC 9535) into the result; later steps use it as ${name}.");

const answer = {
  text: z.string().optional().describe("All text content, joined, is exactly this."),
  matches: z
    .string()
    .min(1, "a regular expression; an empty one matches everything")
    .refine((source) => succeeds(() => new RegExp(source)), "a regular expression")
    .optional()
    .describe("A regular expression that all text content, joined, must match."),
  error: z
    .string()
    .min(1)
    .optional()
    .describe("The call is refused, as isError or a JSON-RPC error, in words that contain this."),
  withinMs: z
    .number()
    .positive()
    .optional()
    .describe("The answer came within so many milliseconds."),
};

function expectation<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .strictObject(shape)
    .refine((value) => Object.keys(value).length > 0, "at least one expectation")
    .optional();
}

const toolStep = z.strictObject({
  tool: z.string().min(1).describe("Name of the tool to call."),
  arguments: anyRecord.optional(),
  expect: expectation({
    ...answer,
    structured: anyRecord.optional().describe("Is contained in structuredContent."),
  }),
  capture: capture.optional(),
});

const listStep = z.strictObject({
  list: z.enum(["tools", "resources", "prompts"]),
  expect: expectation({
    includes: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("Names (or URIs) that are in the list."),
    error: answer.error,
    withinMs: answer.withinMs,
  }),
  capture: capture.optional(),
});

const readStep = z.strictObject({
  read: z.string().min(1).describe("URI of the resource to read."),
  expect: expectation(answer),
  capture: capture.optional(),
});

const promptStep = z.strictObject({
  prompt: z.string().min(1).describe("Name of the prompt to get."),
  arguments: z.record(z.string(), z.string()).optional(),
  expect: expectation(answer),
  capture: capture.optional(),
});

const signInStep = z.strictObject({
  signIn: z
    .string()
    .min(1)
    .describe(
      "Login of a user who signs in now, with a client of their own, e.g. to meet a fault.",
    ),
  expect: expectation({
    error: answer.error.describe("The sign-in fails, in words that contain this."),
    withinMs: answer.withinMs,
  }),
});

const githubStep = z.strictObject({
  github: z
    .string()
    .regex(/^(GET|POST|PATCH|DELETE|\*) \//, "a method and a path, e.g. GET /user")
    .describe(
      "Address at GitHub where something goes wrong, e.g. GET /user; * stands for anything.",
    ),
  fault: z
    .string()
    .min(1)
    .describe(
      "What goes wrong there, e.g. 500, timeout, bad-credentials; none to have it go right again.",
    ),
  times: z
    .union([z.int().positive(), z.literal("always")])
    .optional()
    .describe("How often; once when left out."),
  login: z.string().min(1).optional().describe("Only for this user's requests."),
});

/** The step kinds by the key that names them. A step has exactly one of these keys. */
export const stepSchemas = {
  tool: toolStep,
  list: listStep,
  read: readStep,
  prompt: promptStep,
  signIn: signInStep,
  github: githubStep,
} as const;

export const stepKinds = [
  "tool",
  "list",
  "read",
  "prompt",
  "signIn",
  "github",
] as const satisfies (keyof typeof stepSchemas)[];

/** Ways of connecting, see {@link Lane}. */
export const laneNames = ["http", "mcp-remote"] as const;

/**
 * The shape of a scenario file, after YAML.
 *
 * @example { name: "Adds", as: "octocat", steps: [{ tool: "add", arguments: { a: 1, b: 2 }, expect: { text: "3" } }] }
 */
export const scenarioSchema = z
  .strictObject({
    name: z.string().regex(/^\P{Cc}+$/u, "one line of text"),
    as: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Login of the emulated GitHub user who signs in; leave out for an anonymous endpoint.",
      ),
    approve: z
      .string()
      .min(1)
      .optional()
      .describe("Words on the consent page's button that approves, where it cannot be told."),
    fill: z
      .record(z.string(), z.string())
      .optional()
      .describe(
        "What to type or choose on the consent page, by the field's name; a choice by its value or the words beside it.",
      ),
    endpoint: z
      .string()
      .regex(/^\//, "a path that starts with /")
      .default("/mcp")
      .describe("Path of the MCP endpoint."),
    lanes: z
      .array(z.enum(laneNames))
      .min(1)
      .default([...laneNames])
      .describe("Ways of connecting; all when left out."),
    steps: z
      .array(z.union([toolStep, listStep, readStep, promptStep, signInStep, githubStep]))
      .min(1),
  })
  .refine(hasExpectation, {
    path: ["steps"],
    message: "an expectation in at least one step: a scenario that expects nothing cannot fail",
  });

export type Scenario = z.output<typeof scenarioSchema>;
export type Step = Scenario["steps"][number];
export type GitHubStep = z.output<typeof githubStep>;
export type LaneName = (typeof laneNames)[number];

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function hasExpectation(scenario: { steps: object[] }): boolean {
  return scenario.steps.some((step) => "expect" in step && step.expect !== undefined);
}
