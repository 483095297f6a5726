import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { checkDevVars } from "../check-dev-vars.ts";
import { KitError } from "../kit-error.ts";
import { quote } from "../quote.ts";
import type { Check } from "./check.ts";

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
  async look({ options: { wrangler } }) {
    if (wrangler === undefined) return [];
    const findings = await checkDevVars(await folderOf(wrangler));
    return findings.map(({ severity, file, line, message, hint }) => ({
      id: severity === "fail" ? "dev-vars" : "dev-vars-note",
      what: line === undefined ? message : `Line ${line}: ${message}`,
      mend: hint,
      line,
      at: { host: null, file, name: null },
    }));
  },
};

/** @throws {KitError} USAGE when there is no such file */
async function folderOf(wrangler: string): Promise<string> {
  const path = resolve(wrangler);
  const stats = await stat(path).catch((cause: unknown) => {
    throw new KitError("USAGE", `There is no Wrangler configuration ${quote(path)}.`, {
      hint: "Name the Worker's own file: --wrangler path/to/wrangler.jsonc",
      cause,
    });
  });
  return stats.isDirectory() ? path : dirname(path);
}
