import { quote } from "../quote.ts";
import { mask } from "../server-url.ts";
import { readBridgeArguments, withCallbackPort } from "../sign-in/bridge-arguments.ts";
import { nextFreePort } from "../sign-in/free-port.ts";
import { isSibling } from "../sign-in/is-sibling.ts";
import { openSignInStore } from "../sign-in/open-store.ts";
import { signInStatus, type SignInStatus } from "../sign-in-status.ts";
import { askServer } from "./ask-server.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { readableServers, type BridgedServer } from "./mcp-remote-of.ts";
import { endCommand, kitCommand, mendedBy } from "./mend-command.ts";
import { rewriteWords } from "./rewrite-entry.ts";
import type { Scene } from "./scene.ts";
import { shownName } from "./shown-name.ts";

type Id = "callback-port-taken" | "callback-port-moved";

/** The port to which the browser comes back after a sign-in, where somebody else listens on it. */
export const callbackPort: Check<Id> = {
  finds: {
    "callback-port-taken": {
      severity: "fail",
      why: "The entry names the port, so mcp-remote takes no other, and a sign-in cannot begin.",
    },
    "callback-port-moved": {
      severity: "warn",
      why: "mcp-remote tries the next seven ports then; a server that knows it by the first one refuses the sign-in.",
    },
  },
  async look(scene) {
    const servers = readableServers(scene);
    const named = servers.map(({ entry }) => readBridgeArguments(entry, scene.platform));
    const reserved = new Set((await Promise.all(named)).flatMap(({ port }) => port ?? []));
    const found = servers.map((bridged) => lookAt(bridged, scene, reserved));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(
  bridged: BridgedServer,
  scene: Scene,
  reserved: Set<number>,
): Promise<Symptom<Id>[]> {
  const { server, entry, url } = bridged;
  const { platform, options } = scene;
  const { run } = options;
  const status = await signInStatus(entry, { platform, ...(run && { run }) });
  const { callbackPort: port, callbackPortHolder: holder } = status;
  if (!holder) return [];
  const { bridge, store } = await openSignInStore(entry, platform);
  const isNamed = bridge.port !== undefined;
  if (!isNamed && status.files.length === 0 && !(await asksForSignIn(bridged, scene))) return []; // nobody signs in here, so nobody comes back
  if (await isSibling(store)) return [];
  const process = `process ${holder.pid}`;
  const who = holder.name === undefined ? process : `${quote(holder.name)} (${process})`;
  const symptom: Symptom<Id> = {
    id: isNamed ? "callback-port-taken" : "callback-port-moved",
    what: `Port ${port}, to which the sign-in at ${quote(mask(url))} comes back, is taken by ${who}.`,
    mend: endCommand(holder.pid, platform),
    advice: `That ends ${who}: not if it is a sign-in of your own that waits for you.`,
    at: atServer(server),
  };
  const free = await nextFreePort(port, reserved);
  if (free === undefined) return [symptom];
  const next = afterwards(bridged, free, status, scene);
  return [
    {
      ...symptom,
      ...mendedBy(scene, server, () =>
        rewriteWords(server, scene, (words) => withCallbackPort(words, bridge.url, free)),
      ),
      advice: `The entry names port ${free} then. To keep ${port}, end ${who}, unless it is a sign-in of your own that waits for you.`,
      ...(next !== undefined && { next }),
    },
  ];
}

/** What a new port means for the client that mcp-remote is, or is registered as; nothing where it has never signed in. */
function afterwards(
  { server, entry, url }: BridgedServer,
  port: number,
  { clientId }: SignInStatus,
  { platform }: Scene,
): string | undefined {
  if (entry.args.some((arg) => /^--(static-oauth-client-info|client-metadata-url)$/.test(arg)))
    return `Have port ${port} added to the redirect URIs of the client that the entry names: its server may know the old one only.`;
  if (clientId === undefined) return undefined;
  // A name that cannot be shown cannot be typed either.
  const operand = shownName(server.name) === server.name ? server.name : url;
  const [logout, login] = ["logout", "login"].map((word) =>
    kitCommand([word, operand], server, platform),
  );
  return `mcp-remote registers again for the new port, so the stored sign-in may end with its access token. To sign in anew at a time of your own: ${logout}, then ${login}`;
}

async function asksForSignIn(bridged: BridgedServer, scene: Scene): Promise<boolean> {
  return !scene.options.offline && (await askServer(bridged, scene))?.kind === "oauth";
}
