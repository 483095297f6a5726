import { query } from "jsonpath-rfc9535";
import { KitError } from "../../client/kit-error.ts";
import type { GitHubEmulator } from "../github/emulator.ts";
import type { GitHubFault, GitHubTarget, PlannedFault } from "../github/fault-plan.ts";
import type { Session } from "../lanes/lane.ts";
import { checkExpectations, showValue, type Mismatch, type Outcome } from "./expect.ts";
import { cutKeptSecrets, keptSecretsIn } from "./kept-secrets.ts";
import { displayPath, type LoadedScenario } from "./load.ts";
import { fillPlaceholders } from "./placeholders.ts";
import type { GitHubStep, Step } from "./schema.ts";
import { cutToScreen, sideBySide } from "./side-by-side.ts";

/** How a step went; the `message` of a failed one begins with `file:line:column`. */
export interface StepReport {
  step: string;
  status: "passed" | "failed" | "skipped";
  ms: number;
  message: string | null;
}

type Faults = Pick<GitHubEmulator, "fail" | "clearFaults" | "faults">;

/** What a scenario runs in, besides its session. */
export interface RunSurroundings {
  github: Faults;
  /** Has a user sign in with a client of their own. @throws {KitError} */
  signIn: (login: string) => Promise<unknown>;
  /** Called after each step; fails it by throwing a KitError, e.g. for a request to a host that is not emulated. */
  afterStep: () => void;
}

/**
 * Runs the steps of a scenario over a session, in order, until one fails; what comes after that is skipped. A fault that was to strike so
 * many times, and never has, fails its step: the steps after it have not met it.
 */
export async function runScenario(
  loaded: LoadedScenario,
  session: Session,
  surroundings: RunSurroundings,
): Promise<StepReport[]> {
  const { github, afterStep } = surroundings;
  const planned = new Map<number, PlannedFault>();
  const captured = new Map<string, unknown>();
  const reports: StepReport[] = [];
  let failed = false;
  for (const [index, template] of loaded.scenario.steps.entries()) {
    const title = stepTitle(template);
    if (failed) {
      reports.push({ step: title, status: "skipped", ms: 0, message: null });
      continue;
    }
    const step = fillPlaceholders(template, captured);
    const outcome = await perform(step, session, surroundings);
    const fault = github.faults.at(-1);
    if ("github" in step && step.fault !== "none" && fault) planned.set(index, fault);
    const expect = "expect" in step ? (step.expect ?? {}) : {};
    const captures = "capture" in step ? (step.capture ?? {}) : {};
    const mismatches = checkExpectations(expect, outcome);
    mismatches.push(...leaks(outcome));
    if (mismatches.length === 0) mismatches.push(...capture(captures, outcome, captured));
    const messages = mismatches.map((mismatch) => describe(loaded, index, title, mismatch));
    const refusal = refusalOf(afterStep);
    if (refusal) messages.push(`${place(loaded, ["steps", index])}  ${title}\n${refusal}`);
    failed = messages.length > 0;
    reports.push({
      step: title,
      status: failed ? "failed" : "passed",
      ms: Math.round(outcome.ms),
      message: failed ? messages.join("\n\n") : null,
    });
  }
  if (failed) return reports;
  for (const [index, fault] of planned) {
    const { step, ms } = reports[index]!;
    if (isMissed(fault, github)) {
      const message = `${place(loaded, ["steps", index])}  ${step}\n${missed(fault)}`;
      reports[index] = { step, status: "failed", ms, message };
    }
  }
  return reports;
}

function isMissed(fault: PlannedFault, github: Faults): boolean {
  const isForever = fault.left === Number.POSITIVE_INFINITY;
  return !isForever && fault.strikes === 0 && github.faults.includes(fault);
}

function missed({ name, target }: PlannedFault): string {
  return `The fault "${name}" did not strike: no step after it led to a call of ${target}.\nFor what GitHub is asked at a sign-in put a step \`signIn\` after it; for a fault that need not strike say \`times: always\`.`;
}

/** What a check says against going on, in words. */
export function refusalOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof KitError) return `${error.message}\n${error.hint}`;
    throw error;
  }
}

/** A step in two words, e.g. `tool add`. */
export function stepTitle(step: Step): string {
  if ("tool" in step) return `tool ${step.tool}`;
  if ("list" in step) return `list ${step.list}`;
  if ("read" in step) return `read ${step.read}`;
  if ("prompt" in step) return `prompt ${step.prompt}`;
  if ("signIn" in step) return `signIn ${step.signIn}`;
  return `github ${step.fault}`;
}

/** Does what a `github` step says. @throws {KitError} FAULT_UNKNOWN, LOGIN_UNKNOWN */
export function planFault(step: GitHubStep, github: Omit<Faults, "faults">): void {
  const target = step.github as GitHubTarget;
  if (step.fault !== "none") return github.fail(target, step.fault as GitHubFault, step);
  const stray = (["times", "login"] as const).find((key) => step[key] !== undefined);
  if (stray !== undefined)
    throw new KitError("FAULT_UNKNOWN", `fault: none goes with no ${stray}.`, {
      hint: "It ends all that was planned for that address, for everybody.",
    });
  github.clearFaults(target);
}

async function perform(
  step: Step,
  session: Session,
  { github, signIn }: RunSurroundings,
): Promise<Outcome> {
  const started = performance.now();
  const done = (part: Partial<Outcome>): Outcome => ({
    result: null,
    text: "",
    error: null,
    names: [],
    ...part,
    ms: performance.now() - started,
  });
  try {
    if ("github" in step) planFault(step, github);
    else if ("signIn" in step) await signIn(step.signIn);
    else return done(await call(step, session));
    return done({});
  } catch (error) {
    // A JSON-RPC error, or the transport's: the HTTP status in it is an answer too.
    const words = error instanceof Error ? error.message : String(error);
    return done({ error: words, text: words });
  }
}

async function call(
  step: Exclude<Step, { github: string } | { signIn: string }>,
  { client }: Session,
): Promise<Partial<Outcome>> {
  if ("tool" in step) {
    const result = await client.callTool({ name: step.tool, arguments: step.arguments ?? {} });
    const text = joinText(result["content"]);
    return { result, text, error: result["isError"] === true ? text : null };
  }
  if ("read" in step) {
    const result = await client.readResource({ uri: step.read });
    return { result, text: joinText(result.contents) };
  }
  if ("prompt" in step) {
    const result = await client.getPrompt({ name: step.prompt, arguments: step.arguments ?? {} });
    return { result, text: joinText(result.messages.map((message) => message.content)) };
  }
  return list(step.list, client);
}

async function list(
  what: "tools" | "resources" | "prompts",
  client: Session["client"],
): Promise<Partial<Outcome>> {
  const names: string[] = [];
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const page =
      what === "tools"
        ? await client.listTools({ cursor })
        : what === "resources"
          ? await client.listResources({ cursor })
          : await client.listPrompts({ cursor });
    const found = (page as Record<string, unknown>)[what] as { name: string; uri?: string }[];
    for (const item of found) names.push(item.name, ...(item.uri ? [item.uri] : []));
    items.push(...found);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return { result: { [what]: items }, names };
}

function joinText(content: unknown): string {
  const parts = Array.isArray(content) ? content : [];
  return parts
    .flatMap((part: { text?: unknown }) => (typeof part.text === "string" ? [part.text] : []))
    .join("\n");
}

/** An answer that holds a secret of the Worker's is wrong whatever else it holds. */
function leaks({ result, error }: Outcome): Mismatch[] {
  const found = keptSecretsIn(`${JSON.stringify(result)} ${error}`);
  if (found.length === 0) return [];
  return [{ path: [], expected: "an answer without secrets", received: found.join(" ") }];
}

function capture(
  captures: Record<string, string>,
  outcome: Outcome,
  captured: Map<string, unknown>,
): Mismatch[] {
  const mismatches: Mismatch[] = [];
  for (const [name, path] of Object.entries(captures)) {
    const found = query(outcome.result as never, path) as unknown[];
    if (found.length === 1) captured.set(name, found[0]);
    else
      mismatches.push({
        path: ["capture", name],
        expected: `one value at ${path}`,
        received: showValue(outcome.result),
      });
  }
  return mismatches;
}

function describe(
  loaded: LoadedScenario,
  index: number,
  title: string,
  mismatch: Mismatch,
): string {
  const what = mismatch.path.length > 0 ? `${title} · ${mismatch.path.at(-1)!.toString()}` : title;
  // Before they are broken into lines, in which no secret would be known again.
  const [expected, received] = cutToScreen(
    cutKeptSecrets(mismatch.expected),
    cutKeptSecrets(mismatch.received),
  );
  // The way of a sign-in has lines of its own, too long for a column.
  const isWay = "signIn" in loaded.scenario.steps[index]!;
  const told = isWay ? `expected ${expected}, but ${received}` : sideBySide(expected, received);
  return `${place(loaded, ["steps", index, ...mismatch.path])}  ${cutKeptSecrets(what)}\n${told}`;
}

/** `file:line:column` of the value at a path. */
export function place(loaded: LoadedScenario, path: PropertyKey[]): string {
  const { line, column } = loaded.positionOf(path);
  return `${displayPath(loaded.file)}:${line}:${column}`;
}
