import type { Check } from "./check.ts";
import { setAsideCommand } from "./mend-command.ts";

/** A receipt of the kit's that nobody can read any more. It is never removed here: it may hold what nothing else does. */
export const unusableReceipt: Check<"receipt-unusable"> = {
  finds: {
    "receipt-unusable": {
      severity: "warn",
      why: "It counts as none: what the kit changed in that host's file is not known any more, and an entry that it replaced may stand in the receipt alone.",
    },
  },
  look({ unusable, platform }) {
    return unusable.map(({ receipt, warning }) => ({
      id: "receipt-unusable" as const,
      what: `${warning}.`,
      mend: setAsideCommand(receipt, platform),
      advice: "Look in it first for what you miss, in an editor.",
      at: { host: null, file: receipt, name: null },
    }));
  },
};
