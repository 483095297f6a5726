import { parseHeader } from "../headers.ts";
import { hostDefinition } from "../hosts/table.ts";
import type { ListedServer } from "../list-servers.ts";
import { quote } from "../quote.ts";
import { userFolder } from "../user-folder.ts";
import { atServer, type Check, type Symptom } from "./check.ts";
import { secretsIn, secretsOfHeader, secretsOfUrl, type FoundSecret } from "./find-secrets.ts";
import { keepHeaders } from "./keep-headers.ts";
import { editCommand, mendedByInstall, kitCommand, mendedBy } from "./mend-command.ts";
import { mcpRemoteOf, type McpRemote } from "./mcp-remote-of.ts";
import { giveOwnBridge, readEntry, rewriteWords } from "./rewrite-entry.ts";
import type { Scene } from "./scene.ts";

/** A secret where other programs can read it: in an entry's arguments, or in its URL. */
export const secretArgument: Check<"secret-in-arguments" | "secret-in-url"> = {
  finds: {
    "secret-in-arguments": {
      severity: "fail",
      why: "Every program on this machine can read the arguments of another in the process list.",
    },
    "secret-in-url": {
      severity: "fail",
      why: "A URL is kept in logs on its whole way, and is shown and copied as if it were public.",
    },
  },
  look(scene) {
    return scene.servers.flatMap((server) => {
      const { entry: read, name } = server;
      const found = read.kind === "stdio" ? secretsIn(read.entry.args) : secretsOfUrl(read.url);
      if (found.length === 0) return [];
      return [
        {
          id: read.kind === "stdio" ? ("secret-in-arguments" as const) : ("secret-in-url" as const),
          what: `The entry ${quote(name)} holds a secret in ${found.map(({ where }) => quote(where)).join(" and ")}.`,
          ...howToMend(server, found, scene),
          at: atServer(server),
        },
      ];
    });
  },
};

const replace = "Have the secret replaced: it has been readable.";

type Mending = Pick<Symptom, "mend" | "rename" | "fix" | "advice" | "next" | "changesFile">;

function howToMend(server: ListedServer, found: FoundSecret[], scene: Scene): Mending {
  const { entry: read } = server;
  const mcpRemote = read.kind === "stdio" ? mcpRemoteOf(read.entry) : undefined;
  if (read.kind === "stdio" && mcpRemote === undefined)
    return {
      mend: editCommand(server.file, scene.platform),
      advice: `Put it into the entry's env, or into a file. ${replace}`,
    };
  const install = mendedByInstall(server, scene, ["--header-file", "<file>"]);
  if (found.some(({ by }) => by === "url"))
    return {
      ...install,
      advice: `Nobody but the server's owner knows whether it takes the secret in a header too, or signs people in: leave it out of the URL, and write it as a header into a file with mode 600 if it does. ${replace}`,
    };
  // Which mcp-remote a program that is installed for good is nobody knows, and old ones take no header from a file.
  if (
    found.some(({ by }) => by === "other") ||
    mcpRemote === undefined ||
    mcpRemote.by === "program"
  )
    return {
      ...install,
      advice: `Write it into a file as a header, with mode 600, where the server takes one. ${replace}`,
    };
  const uninstall = kitCommand(["uninstall", server.name], server, scene.platform);
  return {
    ...mendedBy(scene, server, () => moveIntoFile(server, mcpRemote, scene)),
    next: `${replace} The receipt in ${userFolder(scene.platform)}, which only you can read, holds the old entry with it: ${uninstall} brings that back.`,
  };
}

/** Has mcp-remote take an entry's secret headers from a file of the kit's own, and any other argument from where it was. */
async function moveIntoFile(
  server: ListedServer,
  mcpRemote: McpRemote,
  scene: Scene,
): Promise<void> {
  const read = hostDefinition(server.host).read(await readEntry(server));
  const args = read?.kind === "stdio" ? read.entry.args : [];
  const headers = args.filter((_, index) => isSecretHeader(args, index)).map(parseHeader);
  if (headers.length === 0) return;
  // An old script would pass over the file in silence, and ask without the header.
  if (mcpRemote.by === "script") await giveOwnBridge(server, scene, mcpRemote.file);
  await keepHeaders(server.name, headers, scene.platform, (file) => {
    const reference = ["--header-file", file];
    const rewrite = (words: readonly string[]) =>
      words.flatMap((word, index) => {
        if (isSecretHeader(words, index)) return reference.splice(0);
        return isSecretHeader(words, index + 1) ? [] : [word];
      });
    return rewriteWords(server, scene, rewrite, file);
  });
}

function isSecretHeader(words: readonly string[], index: number): boolean {
  const flag = words[index - 1];
  return flag === "--header" && secretsOfHeader(words[index] ?? "", flag).length > 0;
}
