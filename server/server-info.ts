import { version } from "../package.json";

/** What this server tells about itself in `initialize` and on its pages. */
export const serverInfo = { name: "remote-mcp-kit", title: "Remote MCP kit", version } as const;

/** SDK v2 promises to tell of changed lists unless it is told otherwise, and no list changes while a client listens. */
export const serverOptions = {
  capabilities: {
    tools: { listChanged: false },
    resources: { listChanged: false },
    prompts: { listChanged: false },
  },
};
