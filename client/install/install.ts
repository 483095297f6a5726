import { join } from "node:path";
import { addEntry, type AddedEntry } from "../add-entry.ts";
import { installBridge } from "../bridge/install-bridge.ts";
import { packagedBridge } from "../bridge/packaged-bridge.ts";
import { connectorAdvice } from "../connector-advice.ts";
import { createEntry } from "../create-entry.ts";
import type { Place } from "../documents/place.ts";
import type { Entry } from "../entry.ts";
import { readHeaderFile } from "../header-file.ts";
import type { Header } from "../headers.ts";
import { hostPlace } from "../host-place.ts";
import { entryFor, type EntryForHost } from "../hosts/entry-for.ts";
import { warnOfRunningHost } from "../hosts/is-host-running.ts";
import { hostDefinition, type Host } from "../hosts/table.ts";
import type { Installed, InstallOptions } from "../install-server.ts";
import { currentPlatform, type Platform } from "../platform.ts";
import { probeServer } from "../probe-server.ts";
import { serverName } from "../server-name.ts";
import { parseServerUrl } from "../server-url.ts";
import { findStableNode } from "../stable-node.ts";
import { userFolder } from "../user-folder.ts";
import { judgeProbe, type Installable } from "./judge-probe.ts";
import { isUnchangedEntry } from "./own-entry.ts";
import { proveWritten } from "./prove-written.ts";
import { signInAnew, signInFirst } from "./sign-in-first.ts";
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

/** What will be written, once server and file have been looked at. Nothing is written up to here. */
interface Plan {
  probe: Installable | undefined;
  bridge: { entry: Entry; warnings: string[] };
  made: EntryForHost;
  added: AddedEntry;
}

/** Does what `installServer` promises. */
export async function install(given: string, options: InstallOptions): Promise<Installed> {
  const order = await readOrder(given, options);
  const { host, title, place, platform, verify = true, onProgress: say = () => {} } = order;
  if (verify) say(`Asking ${order.url} what it is`);
  const plan = await makePlan(order);
  const { probe, made, bridge } = plan;
  const warnings = await warnOfRunningHost(host, platform);
  if (order.dryRun) return outcomeOf(order, plan, { warnings, verified: null });

  order.signal?.throwIfAborted();
  const signsIn = made.form === "bridge" && probe?.kind === "oauth";
  if (made.form === "bridge") await installBridge({ userFolder: userFolder(platform) });
  if (signsIn) await signInFirst(bridge.entry, order);
  say(`Writing ${place.file}`);
  const added = await put(made, order, false);
  if (made.form !== "bridge" || !verify)
    return outcomeOf(order, { ...plan, added }, { warnings, verified: null });
  say(`Starting the entry as ${title} will`);
  const signInAgain = signsIn ? () => signInAnew(bridge.entry, order) : undefined;
  const verified = await proveWritten({ ...order, key: made.key, added, signInAgain });
  const told = verified.tools.length > 0 ? warnings : [...warnings, warnOfNoTools(title)];
  return outcomeOf(order, { ...plan, added }, { warnings: told, verified });
}

function warnOfNoTools(title: string): string {
  return `The server has no tools: ${title} connects to it, and finds none to call.`;
}

async function makePlan(order: Order): Promise<Plan> {
  const { host, name, url, verify = true } = order;
  const probe = verify ? await ask(order) : undefined;
  const bridge = await makeBridgeEntry(order, probe);
  const made = entryFor(host, {
    name,
    url,
    entry: bridge.entry,
    bridge: order.bridge === true || order.headerFile !== undefined || isForBridge(probe),
    ...(probe && { signIn: probe.kind === "oauth" }),
  });
  return { probe, bridge, made, added: await put(made, order, true) };
}

/** Whether a server speaks what only the bridge is sure to: the transport of 2024, or no revision before 2026-07-28. */
function isForBridge(probe: Installable | undefined): boolean {
  return probe?.kind === "authless" && (probe.transport === "sse" || probe.modernOnly);
}

/** Puts the entry into the file, or finds out whether it could be. */
function put({ key, value }: EntryForHost, order: Order, dryRun: boolean): Promise<AddedEntry> {
  const { host, place, platform, force = false, signal } = order;
  return addEntry(place, {
    host,
    name: key,
    value,
    replace: force,
    dryRun,
    signal,
    userFolder: userFolder(platform),
    isOurs: isUnchangedEntry(host, platform),
  });
}

function outcomeOf(
  order: Order,
  { made, added, bridge }: Plan,
  { warnings, verified }: { warnings: string[]; verified: Installed["verified"] },
): Installed {
  const advice = connectorAdviceFor(order);
  return {
    host: order.host,
    file: added.file,
    name: made.key,
    changed: added.changed,
    replaces: added.replaces,
    form: made.form,
    entry: made.value,
    verified,
    before: added.before,
    after: added.text,
    warnings: [
      ...warnings,
      ...(made.form === "bridge" ? bridge.warnings : []),
      ...added.warnings,
      ...warnOfRoot(order.platform),
    ],
    ...(advice !== undefined && { advice }),
    next: nextSteps(order, made, added),
  };
}

/** Where the server is asked, the advice is given before anything is written, and nothing is. */
function connectorAdviceFor({ host, url, verify = true, bridge, headerFile }: Order) {
  const isAsked = verify || bridge === true || headerFile !== undefined;
  return isAsked || host !== "claude-desktop" ? undefined : connectorAdvice(url);
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
