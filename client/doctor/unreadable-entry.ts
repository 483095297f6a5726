import { hostDefinition } from "../hosts/table.ts";
import { quote } from "../quote.ts";
import { isServerName } from "../server-name.ts";
import { atServer, type Check } from "./check.ts";
import { editCommand, kitCommand } from "./mend-command.ts";

/** An entry that is no server as it stands. Only its user knows what was meant. */
export const unreadableEntry: Check<"entry-unreadable"> = {
  finds: {
    "entry-unreadable": {
      severity: "fail",
      why: "The host passes over such an entry, and Claude Desktop shows a fault at each start.",
    },
  },
  look: ({ unreadable, platform }) =>
    unreadable.map((entry) => {
      const { host, name, file, fault } = entry;
      const words = ["install", "<url>", "--name", name, "--force"];
      const anew = `, or have it written anew: ${kitCommand(words, entry, platform)}`;
      return {
        id: "entry-unreadable" as const,
        what: `The entry ${quote(name)} in ${hostDefinition(host).title}'s file ${fault}.`,
        mend: editCommand(file, platform),
        advice: `Mend it there${isServerName(name) ? anew : "."}`,
        at: atServer(entry),
      };
    }),
};
