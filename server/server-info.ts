import { version } from "../package.json";

/** What this server tells about itself in `initialize` and on its pages. */
export const serverInfo = { name: "remote-mcp-kit", title: "Remote MCP kit", version } as const;
