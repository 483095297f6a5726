import { checkSignIn, type SignInState } from "../check-sign-in.ts";
import type { ListedServer } from "../list-servers.ts";
import { quote } from "../quote.ts";
import { mask } from "../server-url.ts";
import { signIn } from "../sign-in.ts";
import { signInStatus } from "../sign-in-status.ts";
import { findObstacle } from "../sign-in/open-store.ts";
import { signOut } from "../sign-out.ts";
import { askServer, limitsOf } from "./ask-server.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { readableServers, type BridgedServer } from "./mcp-remote-of.ts";
import { kitCommand, setAsideCommand } from "./mend-command.ts";
import { mayChange, type Scene } from "./scene.ts";
import { shownName } from "./shown-name.ts";

type Id =
  | "sign-in-expired"
  | "sign-in-refused"
  | "sign-in-missing"
  | "sign-in-store"
  | "client-forgotten";

/** The sign-in that mcp-remote has stored for an entry. Without a network only what the store itself says. */
export const storedSignIn: Check<Id> = {
  finds: {
    "sign-in-expired": {
      severity: "fail",
      why: "The host waits for a person at its start, and most give up after about a minute.",
    },
    "sign-in-refused": {
      severity: "warn",
      why: "Unless it can be renewed, the host waits for a person at its start, and most give up after about a minute.",
    },
    "sign-in-store": {
      severity: "fail",
      why: "mcp-remote keeps its sign-ins there: where it cannot, it does not start, or nobody stays signed in.",
    },
    "sign-in-missing": {
      severity: "warn",
      why: "The server asks for a sign-in, and most hosts do not wait long for a person at their start.",
    },
    "client-forgotten": {
      severity: "fail",
      why: "mcp-remote goes on with the registration that it has stored, and every sign-in ends in an error page.",
    },
  },
  async look(scene, soFar) {
    const found = readableServers(scene)
      .filter(({ server }) => !soFar.some((symptom) => keepsOut(symptom, server)))
      .map((bridged) => lookAt(bridged, scene));
    return (await Promise.all(found)).flat();
  },
};

/** Whether nobody can sign in at a server as it is: then no command to sign in is of use. */
function keepsOut({ id, at }: Symptom, { host, file, name }: ListedServer): boolean {
  const isHere = at.host === host && at.file === file && at.name === name;
  return isHere && (id === "oauth-metadata" || id === "client-unknown");
}

async function lookAt(bridged: BridgedServer, scene: Scene): Promise<Symptom<Id>[]> {
  const { server, entry, url } = bridged;
  const { platform, options } = scene;
  // A name that cannot be shown cannot be typed either.
  const operand = shownName(server.name) === server.name ? server.name : url;
  const login = kitCommand(["login", operand], server, platform);
  const logout = kitCommand(["logout", operand], server, platform);
  const there = `at ${quote(mask(url))}`;
  const at = atServer(server);
  const obstacle = await findObstacle(entry, platform);
  if (obstacle)
    return [
      {
        id: "sign-in-store",
        what: `${quote(obstacle.path)} is ${obstacle.is}.`,
        mend: setAsideCommand(obstacle.path, platform),
        at,
      },
    ];
  switch (await stateOf(bridged, scene)) {
    case "client-forgotten":
      return [
        {
          id: "client-forgotten",
          what: `The authorization server ${there} no longer knows the client that mcp-remote is registered as.`,
          mend: logout,
          next: login,
          at,
          ...(mayChange(scene, server) && {
            fix: async () => void (await signOut(entry, { platform })),
          }),
        },
      ];
    case "expired":
      return [
        {
          id: "sign-in-expired",
          what: `The stored sign-in ${there} is over, and nothing is there to renew it with.`,
          mend: login,
          at,
          // Only where somebody is there.
          ...(mayChange(scene, server) &&
            !options.offline &&
            (options.quitWithinMs ?? 0) > 0 && { fix: () => askPerson(bridged, scene) }),
        },
      ];
    case "refused":
      return [
        {
          id: "sign-in-refused",
          what: `The server ${there} refuses the stored access token, which should still hold.`,
          mend: login,
          at,
        },
      ];
    case "signed-out":
      return [{ id: "sign-in-missing", what: `Nobody is signed in ${there}.`, mend: login, at }];
    default:
      return [];
  }
}

/** Has the person sign in, in their browser. */
async function askPerson(
  { entry, url }: BridgedServer,
  { platform, options }: Scene,
): Promise<void> {
  const { quitWithinMs = 0, signal, onProgress } = options;
  await signIn(entry, {
    platform,
    name: url,
    timeoutMs: quitWithinMs,
    ...(signal && { signal }),
    onUrl: (page) => onProgress?.(`Sign in, in the browser that opens, or at ${page}`),
  });
}

/** `signed-out` only where the server asks for a sign-in. */
async function stateOf(bridged: BridgedServer, scene: Scene): Promise<SignInState> {
  const { platform, options } = scene;
  if (options.offline) {
    const { ageS, signedIn } = await signInStatus(bridged.entry, { platform });
    return ageS !== undefined && !signedIn ? "expired" : "unknown";
  }
  // What cannot be asked is a finding of its own.
  const answer = await askServer(bridged, scene);
  if (answer?.kind !== "oauth") return "unknown";
  const { state } = await checkSignIn(bridged.entry, { platform, ...limitsOf(options) });
  return state;
}
