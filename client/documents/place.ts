/** How a host's configuration file is written. */
export type Format =
  /** Without comments and trailing commas: they are an error of the file. */
  | "json"
  /** With comments and trailing commas, as VS Code and Zed read it. */
  | "jsonc"
  | "toml"
  | "yaml";

/** Where in which file a host keeps its MCP servers. */
export interface Place {
  file: string;
  format: Format;
  /** The way from the root to what holds the entries, e.g. `["mcpServers"]` or `["mcp", "servers"]`. */
  container: readonly string[];
  /** Whether the entries are a list of items with a `name`, as in Continue, and not a mapping from names. YAML only. */
  list?: boolean;
}

/** Claude Desktop's own way of keeping servers, which most hosts took over. */
export function mcpServersPlace(file: string): Place {
  return { file, format: "json", container: ["mcpServers"] };
}
