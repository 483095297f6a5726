import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { checkFiles } from "../dev-vars/check-files.ts";
import { mendFile } from "../dev-vars/mend-file.ts";
import type { Mend } from "../dev-vars/mend-text.ts";
import { KitError } from "../kit-error.ts";
import { quote } from "../quote.ts";
import type { Check } from "./check.ts";
import { commandLine, editCommand } from "./mend-command.ts";

/** The files that give a Worker its secrets while it is developed. No value of theirs is part of a finding. */
export const workerSettings: Check<"dev-vars" | "dev-vars-note"> = {
  finds: {
    "dev-vars": {
      severity: "fail",
      why: "The Worker gets another value than the file seems to say, or none, and Wrangler says nothing of it.",
    },
    "dev-vars-note": {
      severity: "warn",
      why: "Wrangler reads it, and other programs do not read it the same.",
    },
  },
  async look({ platform, options: { wrangler, signal } }) {
    if (wrangler === undefined) return [];
    const found = await checkFiles(await folderOf(wrangler), {});
    const command = commandLine(["mcp-kit", "doctor", "--fix", "--wrangler", wrangler], platform);
    return found.map(({ finding, mending }) => {
      const { severity, file, line, message, hint } = finding;
      const symptom = {
        id: severity === "fail" ? ("dev-vars" as const) : ("dev-vars-note" as const),
        what: line === undefined ? message : `Line ${line}: ${message}`,
        mend: editCommand(file, platform),
        advice: hint,
        line,
        at: { host: null, file, name: null },
        detail: message,
      };
      if (!mending) return symptom;
      const { looked, mend } = mending;
      return Object.assign(symptom, {
        mend: command,
        advice: `By hand: ${hint}`,
        next: whatIsDone(mend),
        fix: () => mendFile(looked, mend, signal),
      });
    });
  },
};

/** Where to look, for somebody who wants to have it back. */
function whatIsDone(mend: Mend): string {
  if (mend.kind === "strip")
    return "The file begins without EF BB BF then, and is the same otherwise.";
  if (mend.kind === "close")
    return `Line ${mend.line} ends in ${mend.mark} then: see that this is the whole value.`;
  const { first, last } = mend;
  return first === last
    ? `Line ${first} is a comment then: without its # it is what it was.`
    : `Lines ${first} to ${last} are comments then: without their # they are what they were.`;
}

/** @throws {KitError} USAGE when there is no such file, or it can be none */
async function folderOf(wrangler: string): Promise<string> {
  const path = resolve(wrangler);
  const stats = await stat(path).catch((cause: unknown) => {
    throw new KitError("USAGE", `There is no Wrangler configuration ${quote(path)}.`, {
      hint: "Name the Worker's own file: --wrangler path/to/wrangler.jsonc",
      cause,
    });
  });
  if (stats.isDirectory()) return path;
  if (/\.(?:jsonc?|toml)$/i.test(path)) return dirname(path);
  throw new KitError("USAGE", `${quote(path)} is no Wrangler configuration.`, {
    hint: "Name the Worker's own file: --wrangler path/to/wrangler.jsonc, or a .json or .toml.",
  });
}
