import { array, assert, asyncProperty, constantFrom } from "fast-check";
import { test } from "vitest";
import { mendText } from "./mend-text.ts";
import { readVariables } from "./read-variables.ts";
import { wranglerValues } from "./wrangler-values.test-support.ts";

const words = ["A", "B", "C", "x", "MII==", "export ", "$A", "${B}"];
const signs = ["=", "=", "=", ": ", '"', "'", "`", "#", "\\", " ", "\t", "\uFEFF", "\u2028"];
const lineEnds = ["\n", "\n", "\n", "\r\n", "\r"];
const piece = constantFrom(...words, ...signs, ...lineEnds);
const settings = array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

test("WK-16 each mend, whatever the file, leaves Wrangler's values but the one that it closes, and every line", async ({
  expect,
}) => {
  await assert(
    asyncProperty(settings, async (text) => {
      for (const { mend } of readVariables(text).problems) {
        const after = mend && mendText(text, mend);
        if (!mend || after === undefined) continue;
        const [old, now] = [await wranglerValues(text), await wranglerValues(after)];
        if (mend.kind === "close") {
          expect(old[mend.name]).toBe(`${mend.mark}${String(now[mend.name])}`);
          // Others may be made of it.
          if (text.includes("$")) return;
          now[mend.name] = old[mend.name];
        }
        expect(now).toEqual(old);
        expect(after.replaceAll(/[#"'`\uFEFF]/g, "")).toBe(text.replaceAll(/[#"'`\uFEFF]/g, ""));
        expect(readVariables(after).problems.map((problem) => problem.mend)).not.toContainEqual(
          mend,
        );
      }
    }),
    { seed: 20_260_817, numRuns: 500 },
  );
});
