import { serverInfo } from "../server-info.ts";
import type { ResourceDefinition } from "./resource.ts";

/** What this server is, for a model that looks around. */
export const about: ResourceDefinition = {
  name: "about",
  uri: "docs://about",
  title: "About this server",
  description: "What this server is for, in a few lines.",
  mimeType: "text/markdown",
  read: () =>
    `# ${serverInfo.title}\n\n${serverInfo.name} ${serverInfo.version}. An example of a remote MCP server on Cloudflare Workers: ` +
    "its tools add, count, keep notes, and read what GitHub knows about whoever signed in.\n",
};
