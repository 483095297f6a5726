import type { Entry } from "../entry.ts";
import { isLoopback } from "../probe/allowed-hop.ts";
import type { ListedServer } from "../list-servers.ts";
import type { ServerProbe } from "../probe/server-probe.ts";
import { quote } from "../quote.ts";
import { mask } from "../server-url.ts";
import { askServer, type AskedServer } from "./ask-server.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { calledServers, readableServers } from "./mcp-remote-of.ts";
import { editCommand, kitCommand, mendedByInstall } from "./mend-command.ts";
import type { Scene } from "./scene.ts";

type Id =
  | "server-unreachable"
  | "server-down"
  | "server-not-mcp"
  | "server-elsewhere"
  | "server-wants-header"
  | "oauth-metadata"
  | "client-unknown"
  | "client-unregistered"
  | "tools-not-listed"
  | "url-refused";

/** What answers at the URL of each entry, asked with limits in time, size and places. */
export const serverAnswer: Check<Id> = {
  network: true,
  finds: {
    "server-unreachable": {
      severity: "fail",
      why: "The host shows a server as failed that does not answer as it should.",
    },
    "server-down": {
      severity: "warn",
      why: "The host shows the server as failed when it starts before the server does.",
    },
    "server-not-mcp": {
      severity: "fail",
      why: "MCP is spoken to this very URL, and nothing there understands it.",
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
    "client-unknown": {
      severity: "fail",
      why: "mcp-remote cannot make itself known there, so no sign-in ever begins.",
    },
    "client-unregistered": {
      severity: "warn",
      why: "Unless the host brings a client of its own that the server knows, no sign-in ever begins.",
    },
    "tools-not-listed": {
      severity: "fail",
      why: "The host shows the server as failed, or without tools.",
    },
    "url-refused": {
      severity: "fail",
      why: "Nothing can be called there, or only in plain text, which mcp-remote refuses.",
    },
  },
  async look(scene) {
    const found = [...readableServers(scene), ...calledServers(scene)].map((asked) =>
      lookAt(asked, scene),
    );
    return (await Promise.all(found)).flat();
  },
};

async function lookAt(asked: AskedServer, scene: Scene): Promise<Symptom<Id>[]> {
  const answer = await askServer(asked, scene);
  const found = answer ? judge(answer, asked, scene) : refusedUrl(asked, scene);
  const at = atServer(asked.server);
  return found.map(([id, what, mending, advice]) =>
    Object.assign({ id, what, advice, at }, mending),
  );
}

/** Its id, what it is, how it is mended, and what a person has to do for it. */
type Found = [Id, string, Pick<Symptom, "mend" | "rename">, string?];

function judge(answer: ServerProbe, { server, entry }: AskedServer, scene: Scene): Found[] {
  const url = quote(mask(answer.url));
  const elsewhere = (what: string, right: string): Found => [
    "server-elsewhere",
    `${what} ${quote(mask(right))}.`,
    mendedByInstall({ ...server, url: right }, scene),
  ];
  // What a host sends with it, or signs in with, is not known here.
  const { entry: read } = server;
  const isUnknown = read.kind === "remote" && read.hasCredentials === true;
  if (isUnknown && !(answer.kind === "unreachable" && answer.reason !== "status")) return [];
  switch (answer.kind) {
    case "unreachable": {
      const isDown = answer.reason === "refused" && isLoopback(new URL(answer.url).hostname);
      return [
        isDown
          ? ["server-down", answer.message, { mend: "npx wrangler dev" }, answer.hint]
          : [
              "server-unreachable",
              answer.message,
              installElsewhere(server, scene),
              `${answer.hint} If the server has moved, the command puts its new URL in.`,
            ],
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
      return [
        ...answer.findings
          .filter(({ severity }) => severity === "fail")
          .map(({ message, section }): Found => [
            "oauth-metadata",
            message,
            takeOut(server, scene),
            untilMended(section),
          ]),
        ...(answer.registration.length === 0 ? unknownClient(entry, server, scene) : []),
      ];
    default: // anybody may use it
      return answer.toolsRefused === undefined
        ? []
        : [
            [
              "tools-not-listed",
              `${url} greets, and refuses to list its tools: ${quote(answer.toolsRefused)}.`,
              takeOut(server, scene),
              untilMended("its log says why"),
            ],
          ];
  }
}

/** A client that the server does not let register has to be named by the entry. VS Code asks its user for one. */
function unknownClient(
  entry: Entry | undefined,
  { file, host }: ListedServer,
  { platform }: Scene,
): Found[] {
  const namesClient = /^--(?:static-oauth-client-info|client-metadata-url)$/;
  if (entry ? entry.args.some((arg) => namesClient.test(arg)) : host === "vscode") return [];
  const place = entry
    ? `to the entry's args: "--static-oauth-client-info", "{\\"client_id\\":\\"…\\"}".`
    : "where the host's documentation says.";
  return [
    [
      entry ? "client-unknown" : "client-unregistered",
      "The authorization server lets no client register by itself, and the entry names none.",
      { mend: editCommand(file, platform) },
      `Have whoever runs the server register a client, and add its id ${place}`,
    ],
  ];
}

function untilMended(why: string): string {
  return `That takes the entry out, until whoever runs the server has mended it: ${why}.`;
}

/** Takes an entry out that is of no use as long as its server is as it is. */
function takeOut(server: ListedServer, { platform }: Scene): Pick<Symptom, "mend"> {
  return {
    mend: server.ours
      ? kitCommand(["uninstall", server.name], server, platform)
      : editCommand(server.file, platform),
  };
}

/** For a URL that only its user knows. */
function installElsewhere(server: ListedServer, scene: Scene): Pick<Symptom, "mend" | "rename"> {
  return mendedByInstall({ ...server, url: "" }, scene);
}

/** A secret in the URL is a finding of its own. */
function refusedUrl({ url, server, entry }: AskedServer, scene: Scene): Found[] {
  const { protocol, hostname } = URL.parse(url) ?? {};
  if (!entry) {
    // Plain http to another machine is for the host to take or not.
    if (protocol === "http:" || protocol === "https:") return [];
    const what = `The URL ${quote(mask(url))} is no http or https address.`;
    return [["url-refused", what, installElsewhere(server, scene)]];
  }
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
