import { deepLink, isDeepLinkHost } from "../../client/deep-link.ts";
import type { Entry } from "../../client/entry.ts";
import { readHeaderFile } from "../../client/header-file.ts";
import { entryFor } from "../../client/hosts/entry-for.ts";
import { hostDefinition, isHost } from "../../client/hosts/table.ts";
import { KitError } from "../../client/kit-error.ts";
import { createMcpb } from "../../client/mcpb.ts";
import type { Invocation } from "../command.ts";
import { printEntry } from "../print-entry.ts";
import { printJson, say } from "../report.ts";

interface Wanted {
  host: string;
  name: string;
  url: string;
  /** With the bridge. */
  entry: Entry;
}

/** Prints an entry in its host's own format, a link, or a bundle. */
export async function printForHost(wanted: Wanted, values: Invocation["values"]): Promise<number> {
  const json = values["json"] === true;
  if (values["link"] === true) printLink(wanted, json);
  else if (values["mcpb"] === true) await printBundle(wanted, values["header-file"]);
  else await printDocument(wanted, values);
  return 0;
}

function printLink({ host, name, url }: Wanted, json: boolean): void {
  if (!isDeepLinkHost(host)) {
    const title = isHost(host) ? hostDefinition(host).title : host;
    throw new KitError("HOST_UNSUPPORTED", `${title} takes no servers from links.`, {
      hint: "Leave --link out, or name a host that does, e.g. --host cursor or --host vscode.",
    });
  }
  const link = deepLink(host, { name, url });
  if (json) printJson({ host, name, link });
  else process.stdout.write(`${link}\n`);
}

async function printBundle({ host, name, url }: Wanted, headerFile: unknown): Promise<void> {
  if (host !== "claude-desktop" || process.stdout.isTTY) {
    const what = process.stdout.isTTY
      ? "A bundle is no text for a terminal."
      : "Only Claude Desktop takes bundles.";
    throw new KitError("USAGE", what, { hint: `mcp-kit config ${url} --mcpb > ${name}.mcpb` });
  }
  // Their values stay here: the host asks each user for theirs.
  const headers = typeof headerFile === "string" ? (await readHeaderFile(headerFile)).headers : [];
  process.stdout.write(await createMcpb({ name, url, headers: headers.map((each) => each.name) }));
}

async function printDocument({ host, name, url, entry }: Wanted, values: Invocation["values"]) {
  const { container } = hostDefinition(host);
  if (!isHost(host)) return;
  const usesBridge = ["bridge", "portable", "header-file"].some((flag) => flag in values);
  const { key, value, signIn } = entryFor(host, { name, url, entry, bridge: usesBridge });
  if (values["json"] !== true) {
    process.stdout.write(await printEntry(host, key, value));
    if (signIn !== undefined) say(signIn, "dim");
    return;
  }
  const document = container.reduceRight<unknown>((inner, part) => ({ [part]: inner }), {
    [key]: value,
  });
  printJson({ host, name: key, entry: value, document });
}
