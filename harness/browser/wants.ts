import type { Choice } from "./choices.ts";
import type { Want } from "./form.ts";

/** Says what keeps a form from being sent, as the end of a sentence about its page, and how to go on. */
export function describeWants(wants: readonly Want[]): { problem: string; hint: string } {
  const [first] = wants;
  const name = first?.name || "name";
  const value = choicesIn(first?.choices)[0]?.value ?? "…";
  return {
    problem: [
      ["wants to know", wants.filter((each) => !each.isMalformed)] as const,
      ["does not take what stands in", wants.filter((each) => each.isMalformed)] as const,
    ]
      .filter(([, fields]) => fields.length > 0)
      .map(([wish, fields]) => `${wish} ${fields.map(describeWant).join(", ")}`)
      .join(", and "),
    hint: first?.name
      ? `Say what to type or choose, for example \`fill: { ${JSON.stringify(name)}: ${JSON.stringify(value)} }\`.`
      : "Give the field a `name`: without one it is not sent, and cannot be filled in from here.",
  };
}

/** Says that fields were to be filled in with what cannot be chosen there. */
export function describeRefused(refused: readonly Want[]): { problem: string; hint: string } {
  return {
    problem: `does not offer what was to be chosen for ${refused.map(describeWant).join(", ")}`,
    hint: "Name in `fill` what can be chosen: its value, or the words beside it.",
  };
}

/** `account ("Which account?": "1" for "Work", "home")` */
function describeWant({ name, label, choices = [] }: Want): string {
  const offered = choicesIn(choices).map((each) =>
    each.label && each.label !== each.value
      ? `"${each.value}" for "${each.label}"`
      : `"${each.value}"`,
  );
  const beside = [label && `"${label}"`, offered.join(", ")].filter(Boolean).join(": ");
  return `${name || "a field without a name"}${beside && ` (${beside})`}`;
}

function choicesIn(choices: readonly Choice[] = []): Choice[] {
  return choices.filter((each) => !each.isDisabled && each.value !== "");
}
