/** The mcp-remote that this package was tested with, and that everything it writes names. */
export const mcpRemoteVersion = "0.15.1";
