import { quote } from "../quote.ts";
import { mask } from "../server-url.ts";
import { readBridgeArguments } from "../sign-in/bridge-arguments.ts";
import { signInStatus } from "../sign-in-status.ts";
import { askServer } from "./ask-server.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { readableServers, type BridgedServer } from "./mcp-remote-of.ts";
import type { Scene } from "./scene.ts";

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
    const found = readableServers(scene).map((bridged) => lookAt(bridged, scene));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(bridged: BridgedServer, scene: Scene): Promise<Symptom<Id>[]> {
  const { server, entry, url } = bridged;
  const { platform, options } = scene;
  const { run } = options;
  const status = await signInStatus(entry, { platform, ...(run && { run }) });
  const { callbackPort: port, callbackPortHolder: holder } = status;
  if (!holder) return [];
  const { port: named } = await readBridgeArguments(entry, platform);
  if (named === undefined && status.files.length === 0 && !(await asksForSignIn(bridged, scene)))
    return []; // nobody signs in here, so nobody comes back
  const process = `process ${holder.pid}`;
  const who = holder.name === undefined ? process : `${quote(holder.name)} (${process})`;
  const end = `End ${who}, unless it is a sign-in of your own that waits for you`;
  return [
    {
      id: named === undefined ? "callback-port-moved" : "callback-port-taken",
      what: `Port ${port}, to which the sign-in at ${quote(mask(url))} comes back, is taken by ${who}.`,
      mend: named === undefined ? `${end}.` : `${end}, or name another port in the entry.`,
      at: atServer(server),
    },
  ];
}

async function asksForSignIn(bridged: BridgedServer, scene: Scene): Promise<boolean> {
  return !scene.options.offline && (await askServer(bridged, scene))?.kind === "oauth";
}
