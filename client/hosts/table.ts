import { KitError } from "../kit-error.ts";
import { quote } from "../quote.ts";
import { claudeCode } from "./claude-code.ts";
import { claudeDesktop } from "./claude-desktop.ts";
import { cline } from "./cline.ts";
import { codex } from "./codex.ts";
import { continueDev } from "./continue.ts";
import { cursor } from "./cursor.ts";
import { geminiCli } from "./gemini-cli.ts";
import { goose } from "./goose.ts";
import type { HostDefinition } from "./host.ts";
import { lmStudio } from "./lm-studio.ts";
import { vscode } from "./vscode.ts";
import { windsurf } from "./windsurf.ts";
import { zed } from "./zed.ts";

/** All hosts that the kit knows, by id. A new one is a file here and a line below. */
export const hosts = {
  "claude-desktop": claudeDesktop,
  "claude-code": claudeCode,
  cursor,
  vscode,
  windsurf,
  zed,
  cline,
  goose,
  "gemini-cli": geminiCli,
  codex,
  "lm-studio": lmStudio,
  continue: continueDev,
} as const satisfies Record<string, HostDefinition>;

/** A program that starts or calls MCP servers, as its own configuration file says. */
export type Host = keyof typeof hosts;

/** Whether the kit knows a host of that id. */
export function isHost(id: string): id is Host {
  return Object.hasOwn(hosts, id);
}

/** @throws {KitError} HOST_UNSUPPORTED for an id that is not in the table, with the ids that are */
export function hostDefinition(host: string): HostDefinition {
  if (isHost(host)) return hosts[host];
  throw new KitError("HOST_UNSUPPORTED", `Host ${quote(host)} is not known.`, {
    hint: `Known hosts: ${Object.keys(hosts).join(", ")}.`,
  });
}
