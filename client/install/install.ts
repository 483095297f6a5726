import { join } from "node:path";
import { addEntry, type AddedEntry } from "../add-entry.ts";
import { installBridge } from "../bridge/install-bridge.ts";
import { packagedBridge } from "../bridge/packaged-bridge.ts";
import { createEntry } from "../create-entry.ts";
import type { Place } from "../documents/place.ts";
import type { Entry } from "../entry.ts";
import { readHeaderFile } from "../header-file.ts";
import type { Header } from "../headers.ts";
import { hostPlace } from "../host-place.ts";
import { entryFor, type EntryForHost } from "../hosts/entry-for.ts";
import { isHostRunning, runningHostWarning } from "../hosts/is-host-running.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import type { Installed, InstallOptions } from "../install-server.ts";
import { currentPlatform, type Platform } from "../platform.ts";
import { probeServer } from "../probe-server.ts";
import { serverName } from "../server-name.ts";
import { parseServerUrl } from "../server-url.ts";
import { signInStatus } from "../sign-in-status.ts";
import { signIn } from "../sign-in.ts";
import { findStableNode } from "../stable-node.ts";
import { userFolder } from "../user-folder.ts";
import { judgeProbe, type Installable } from "./judge-probe.ts";
import { isOwnEntry } from "./own-entry.ts";
import { proveWritten } from "./prove-written.ts";
import { warnOfRoot } from "./warn-of-root.ts";

/** What is known before anything is written. */
interface Order extends InstallOptions {
  url: string;
  name: string;
  host: Host;
  title: string;
  place: Place;
  platform: Platform;
  headers: Header[];
}

/** Does what `installServer` promises. */
export async function install(given: string, options: InstallOptions): Promise<Installed> {
  const order = await readOrder(given, options);
  const { host, title, name, url, place, platform, verify = true, dryRun = false } = order;
  const say = options.onProgress ?? (() => {});
  if (verify) say(`Asking ${url} what it is`);
  const probe = verify ? await ask(order) : undefined;
  const bridgeEntry = await makeBridgeEntry(order, probe);
  const made = entryFor(host, {
    name,
    url,
    entry: bridgeEntry.entry,
    bridge: order.bridge === true || order.headerFile !== undefined,
    ...(probe && { signIn: probe.kind === "oauth" }),
  });
  const usesBridge = made.form === "bridge";
  if (usesBridge && !dryRun) await installBridge({ userFolder: userFolder(platform) });
  if (usesBridge && probe?.kind === "oauth" && !dryRun)
    await signInFirst(order, bridgeEntry.entry, say);

  const running = runningHostWarning(host, await isHostRunning(host, platform));
  if (!dryRun) say(`Writing ${place.file}`);
  const added = await addEntry(place, {
    host,
    name: made.key,
    value: made.value,
    replace: order.force === true,
    dryRun,
    userFolder: userFolder(platform),
    isOurs: isOwnEntry(host, platform),
  });
  const proves = usesBridge && verify && !dryRun;
  if (proves) say(`Starting the entry as ${title} will`);
  const verified = proves ? await proveWritten({ ...order, place, key: made.key, added }) : null;
  return {
    host,
    file: added.file,
    name: made.key,
    changed: added.changed,
    form: made.form,
    entry: made.value,
    verified,
    before: added.before,
    after: added.text,
    warnings: [
      ...(running ? [`${running.message} ${running.hint}`] : []),
      ...(usesBridge ? bridgeEntry.warnings : []),
      ...added.warnings,
      ...warnOfRoot(platform),
    ],
    next: nextSteps(order, made, added),
  };
}

/** Everything that can be refused without reading the host's file is refused here. */
async function readOrder(given: string, options: InstallOptions): Promise<Order> {
  const { host = "claude-desktop", platform = currentPlatform(), headerFile } = options;
  const { title } = hostDefinition(host);
  const url = parseServerUrl(given).href;
  const name = serverName(url, options.name);
  const own = headerFile === undefined ? undefined : await readHeaderFile(headerFile);
  return {
    ...options,
    host,
    title,
    url,
    name,
    platform,
    headerFile: own?.file,
    headers: own?.headers ?? [],
    place: hostPlace(host, { ...options, platform }),
  };
}

async function ask(order: Order): Promise<Installable> {
  const { url, headers, signal, host } = order;
  const probe = await probeServer(url, {
    headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    ...(signal && { signal }),
  });
  const hasHeaders = headers.length > 0;
  return judgeProbe(probe, { host, hasHeaders, bridge: order.bridge === true || hasHeaders });
}

async function makeBridgeEntry(
  order: Order,
  probe: Installable | undefined,
): Promise<{ entry: Entry; warnings: string[] }> {
  const { url, platform, headerFile } = order;
  const [stable, bridge] = await Promise.all([findStableNode(platform), packagedBridge()]);
  const entry = createEntry(url, {
    node: stable.node,
    bridge: join(userFolder(platform), "bridge", bridge.file),
    ...(headerFile !== undefined && { headerFile }),
    platform,
    ...(probe?.kind === "authless" && {
      transport: probe.transport === "sse" ? ("sse-only" as const) : ("http-only" as const),
      modernOnly: probe.modernOnly,
    }),
  });
  return { entry, warnings: stable.warning === undefined ? [] : [stable.warning] };
}

/** Claude Desktop gives up after about a minute, and a person may need longer than that. */
async function signInFirst(order: Order, entry: Entry, say: (what: string) => void): Promise<void> {
  const { platform, signal, open = true } = order;
  const status = await signInStatus(entry, { platform });
  if (status.signedIn) return;
  say(open ? "Signing in: your browser opens" : "Signing in");
  await signIn(entry, {
    platform,
    open,
    ...(signal && { signal }),
    onUrl: (page) => say(`If no browser opens, sign in at ${page}`),
  });
}

function nextSteps(
  { title, host, dryRun }: Order,
  made: EntryForHost,
  added: AddedEntry,
): string[] {
  if (dryRun) return [];
  const restart =
    host === "claude-desktop"
      ? `Quit ${title} fully and start it again: it reads the file at its start.`
      : `Restart ${title}, unless it notices the change by itself.`;
  return [...(added.changed ? [restart] : []), ...(made.signIn === undefined ? [] : [made.signIn])];
}
