/**
 * The names that this Worker and its tests share: routes, scopes, tools. Names only, no code.
 */

/** Every path that the Worker answers. */
export const routes = {
  mcp: "/mcp",
  mcpStateless: "/mcp/stateless",
  legacySse: "/sse",
  publicMcp: "/public/mcp",
  publicAgent: "/public/agent",
  publicRaw: "/public/raw",
  authorize: "/authorize",
  callback: "/callback",
  token: "/token",
  register: "/register",
} as const;

/** OAuth scopes that a client may be granted (RFC 6749 section 3.3). The first is enough for most tools. */
export const scopes = ["read", "repositories"] as const;

/** Tools by name. */
export const tools = {
  add: "add",
  countDown: "count_down",
  whoami: "whoami",
  listRepositories: "list_repositories",
  addNote: "add_note",
  clearNotes: "clear_notes",
  serverStatus: "server_status",
} as const;
