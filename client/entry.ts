/** What a host starts to reach one server. */
export interface Entry {
  command: string;
  args: string[];
  env?: Record<string, string>;
}

/** The part of a host's configuration file that concerns MCP servers. */
export interface HostDocument {
  mcpServers: Record<string, Entry>;
}

/** Gives the smallest configuration file that holds the entry, as `mcp-kit config` prints it. */
export function hostDocument(name: string, entry: Entry): HostDocument {
  return { mcpServers: { [name]: entry } };
}
