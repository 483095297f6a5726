import { findServer } from "../../client/find-server.ts";
import { mask } from "../../client/server-url.ts";
import { signOut } from "../../client/sign-out.ts";
import type { Command } from "../command.ts";
import { hostFlags, hostOptions, oneOperand } from "../host-options.ts";
import { count } from "../count.ts";
import { printJson, say } from "../report.ts";

/** `mcp-kit logout`: forgets the sign-in of one server, and no other. */
export const logoutCommand: Command = {
  name: "logout",
  summary: "Forgets mcp-remote's stored sign-in for one server. Others keep theirs.",
  operands: "<name or url>",
  flags: hostFlags,
  async run(invocation) {
    const found = await findServer(
      oneOperand(invocation, "logout", "my-worker"),
      hostOptions(invocation),
    );
    const { name, target } = found;
    const url = mask(found.url);
    const { removed } = await signOut(target);
    if (invocation.values["json"] === true) printJson({ name, url, removed });
    else if (removed.length === 0) say(`No sign-in was stored for ${url}.`);
    else {
      say(`✓ The sign-in at ${url} is forgotten here (${count(removed.length, "file")}).`, "green");
      say("  The server was not told: what it issued ends there by itself, or on its own pages.");
    }
    return 0;
  },
};
