import { isLoopback } from "../probe/allowed-hop.ts";
import type { ListedServer } from "../list-servers.ts";
import type { ServerProbe } from "../probe/server-probe.ts";
import { quote } from "../quote.ts";
import { mask } from "../server-url.ts";
import { askServer } from "./ask-server.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { readableServers, type BridgedServer } from "./mcp-remote-of.ts";
import { mendedByInstall, kitCommand } from "./mend-command.ts";
import type { Scene } from "./scene.ts";

type Id =
  | "server-unreachable"
  | "server-down"
  | "server-not-mcp"
  | "server-elsewhere"
  | "server-wants-header"
  | "oauth-metadata"
  | "oauth-metadata-weak"
  | "url-refused";

/** What answers at the URL of each entry with mcp-remote, asked with limits in time, size and places. */
export const serverAnswer: Check<Id> = {
  network: true,
  finds: {
    "server-unreachable": {
      severity: "fail",
      why: "mcp-remote ends at once when the server does not answer as it should.",
    },
    "server-down": {
      severity: "warn",
      why: "The host shows the server as failed when it starts before the server does.",
    },
    "server-not-mcp": {
      severity: "fail",
      why: "mcp-remote speaks MCP to this very URL, and nothing there understands it.",
    },
    "server-elsewhere": {
      severity: "fail",
      why: "A sign-in belongs to the URL that the server knows itself by, and is refused at another.",
    },
    "server-wants-header": {
      severity: "fail",
      why: "The server offers no sign-in, and refuses whoever does not send the header that it wants.",
    },
    "oauth-metadata": {
      severity: "fail",
      why: "Clients refuse such metadata, and should: by it one server can be taken for another, and a token sent to the wrong one.",
    },
    "oauth-metadata-weak": {
      severity: "warn",
      why: "Some clients will not get in.",
    },
    "url-refused": {
      severity: "fail",
      why: "mcp-remote refuses it, or sends what it holds in plain text.",
    },
  },
  async look(scene) {
    const found = readableServers(scene).map((bridged) => lookAt(bridged, scene));
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(bridged: BridgedServer, scene: Scene): Promise<Symptom<Id>[]> {
  const answer = await askServer(bridged, scene);
  const found = answer ? judge(answer, bridged, scene) : refusedUrl(bridged, scene);
  const at = atServer(bridged.server);
  return found.map(([id, what, mending, advice]) =>
    Object.assign({ id, what, advice, at }, mending),
  );
}

/** Its id, what it is, how it is mended, and what a person has to do for it. */
type Found = [Id, string, Pick<Symptom, "mend" | "rename">, string?];

function judge(answer: ServerProbe, { server }: BridgedServer, scene: Scene): Found[] {
  const url = quote(mask(answer.url));
  const lookAgain = { mend: kitCommand(["doctor", server.name], server, scene.platform) };
  const elsewhere = (what: string, right: string): Found => [
    "server-elsewhere",
    `${what} ${quote(mask(right))}.`,
    mendedByInstall({ ...server, url: right }, scene),
  ];
  switch (answer.kind) {
    case "unreachable": {
      const isDown = answer.reason === "refused" && isLoopback(new URL(answer.url).hostname);
      return [
        isDown
          ? ["server-down", answer.message, { mend: "npx wrangler dev" }, answer.hint]
          : ["server-unreachable", answer.message, lookAgain, answer.hint],
      ];
    }
    case "not-mcp": {
      const what = `${url} does not greet as an MCP server does: it answered ${answer.answered}.`;
      return [["server-not-mcp", what, installElsewhere(server, scene), answer.hint]];
    }
    case "wrong-path":
      return [elsewhere(`${url} answered ${answer.answered}; MCP is at`, answer.right)];
    case "redirected":
      return [elsewhere(`${url} sends its clients to`, answer.to)];
    case "header": {
      const what = `${url} answered ${answer.status}, and offers no sign-in.`;
      return [
        ["server-wants-header", what, mendedByInstall(server, scene, ["--header-file", "<file>"])],
      ];
    }
    case "oauth":
      return answer.findings.map(({ severity, message, section }) => [
        severity === "fail" ? "oauth-metadata" : "oauth-metadata-weak",
        message,
        lookAgain,
        `Whoever runs the server has to mend it first: ${section}.`,
      ]);
    default:
      return []; // anybody may use it
  }
}

/** For a URL that only its user knows. */
function installElsewhere(server: ListedServer, scene: Scene): Pick<Symptom, "mend" | "rename"> {
  return mendedByInstall({ ...server, url: "" }, scene);
}

/** A secret in the URL is a finding of its own. */
function refusedUrl({ url, server }: BridgedServer, scene: Scene): Found[] {
  const { protocol, hostname } = URL.parse(url) ?? {};
  // mcp-remote does not take `[::1]` for this machine.
  if (protocol !== "http:" || hostname === "localhost" || hostname === "127.0.0.1") return [];
  const isHere = hostname !== undefined && isLoopback(hostname);
  return [
    [
      "url-refused",
      `The URL ${quote(mask(url))} is plain http, which mcp-remote accepts for localhost and 127.0.0.1 only.`,
      installElsewhere(server, scene),
      isHere ? "Write localhost for its host." : "Use the server's https address.",
    ],
  ];
}
