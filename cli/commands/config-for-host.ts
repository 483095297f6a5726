import { deepLink, isDeepLinkHost } from "../../client/deep-link.ts";
import { applySplices } from "../../client/documents/splice.ts";
import { setEntry } from "../../client/documents/edit-entry.ts";
import type { Entry } from "../../client/entry.ts";
import { entryFor } from "../../client/hosts/entry-for.ts";
import { hostDefinition, isHost } from "../../client/hosts/table.ts";
import { KitError } from "../../client/kit-error.ts";
import { createMcpb } from "../../client/mcpb.ts";
import type { Invocation } from "../command.ts";
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
  else if (values["mcpb"] === true) await printBundle(wanted);
  else await printEntry(wanted, values);
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

async function printBundle({ host, name, url }: Wanted): Promise<void> {
  if (host !== "claude-desktop" || process.stdout.isTTY) {
    const what = process.stdout.isTTY
      ? "A bundle is no text for a terminal."
      : "Only Claude Desktop takes bundles.";
    throw new KitError("USAGE", what, { hint: `mcp-kit config ${url} --mcpb > ${name}.mcpb` });
  }
  process.stdout.write(await createMcpb({ name, url }));
}

async function printEntry({ host, name, url, entry }: Wanted, values: Invocation["values"]) {
  const { format, container } = hostDefinition(host);
  if (!isHost(host)) return;
  const made = entryFor(host, {
    name,
    url,
    entry,
    bridge:
      values["bridge"] === true ||
      values["portable"] === true ||
      values["header-file"] !== undefined,
  });
  const { key, value, form, signIn } = made;
  if (values["json"] === true) {
    const document = container.reduceRight<unknown>((inner, part) => ({ [part]: inner }), {
      [key]: value,
    });
    return printJson({ host, name: key, form, entry: value, document });
  }
  const place = { file: host, format, container };
  process.stdout.write(applySplices("", await setEntry(place, "", key, value)).trimStart());
  if (signIn !== undefined) say(signIn, "dim");
}
