import { findServer } from "../../client/find-server.ts";
import { mask } from "../../client/server-url.ts";
import { signIn } from "../../client/sign-in.ts";
import type { Command } from "../command.ts";
import { hostFlags, hostOptions, oneOperand } from "../host-options.ts";
import { printJson, say } from "../report.ts";
import { untilInterrupted } from "../until-interrupted.ts";

/** `mcp-kit login`: signs in where the entry will look for it. */
export const loginCommand: Command = {
  name: "login",
  summary: "Signs in at a server, and stores the sign-in where its entry finds it.",
  operands: "<name or url>",
  flags: {
    ...hostFlags,
    "no-open": { type: "boolean", help: "open no browser: only print the address" },
  },
  run: (invocation) =>
    untilInterrupted(async (signal) => {
      const { name, target } = await findServer(
        oneOperand(invocation, "login", "my-worker"),
        hostOptions(invocation),
      );
      const { needed, status: known } = await signIn(target, {
        signal,
        name,
        open: invocation.values["no-open"] !== true,
        onUrl: (page) => say(`Sign in at ${page}`),
      });
      const status = { ...known, url: mask(known.url) };
      if (invocation.values["json"] === true) printJson({ name, needed, ...status });
      else
        say(
          needed ? `✓ Signed in at ${status.url}.` : `${status.url} asks for no sign-in.`,
          "green",
        );
      return 0;
    }),
};
