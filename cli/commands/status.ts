import { findServer } from "../../client/find-server.ts";
import { mask } from "../../client/server-url.ts";
import { signInStatus, type SignInStatus } from "../../client/sign-in-status.ts";
import type { Command } from "../command.ts";
import { hostFlags, hostOptions, oneOperand } from "../host-options.ts";
import { alignRows, printJson, say } from "../report.ts";

/** `mcp-kit status`: how it stands with a stored sign-in. Exits with 3 when one is needed. */
export const statusCommand: Command = {
  name: "status",
  summary:
    "Shows mcp-remote's stored sign-in for one server. Exits with 3 when there is none that holds.",
  operands: "<name or url>",
  flags: hostFlags,
  async run(invocation) {
    const { name, target } = await findServer(
      oneOperand(invocation, "status", "my-worker"),
      hostOptions(invocation),
    );
    const known = await signInStatus(target);
    const status = { ...known, url: mask(known.url) };
    if (invocation.values["json"] === true) printJson({ name, ...status });
    else say(alignRows(rowsOf(name, status)).join("\n"));
    return status.signedIn ? 0 : 3;
  },
};

function rowsOf(name: string, status: SignInStatus): string[][] {
  const { url, signedIn, ageS, expiresInS, refreshable, clientId } = status;
  const { callbackPort, callbackPortHolder: holder } = status;
  return [
    ["server", url],
    ["signed in", signedIn ? "yes" : `nothing that holds is stored: mcp-kit login ${name}`],
    ...(ageS === undefined ? [] : [["since", `${duration(ageS)} ago`]]),
    ...(expiresInS === undefined
      ? []
      : [
          [
            "token",
            expiresInS > 0
              ? `for ${duration(expiresInS)} more`
              : `over for ${duration(-expiresInS)}`,
          ],
        ]),
    ...(ageS === undefined ? [] : [["renewed by itself", refreshable ? "yes" : "no"]]),
    ...(clientId === undefined ? [] : [["client", clientId]]),
    [
      "callback port",
      `${callbackPort}${holder ? `, held by ${holder.name ?? "a program"}${holder.pid === undefined ? "" : ` (process ${holder.pid})`}` : ", free"}`,
    ],
  ];
}

function duration(seconds: number): string {
  const units = [
    [86_400, "d"],
    [3600, "h"],
    [60, "min"],
  ] as const;
  const [size, unit] = units.find(([each]) => seconds >= each) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit}`;
}
