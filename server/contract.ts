/**
 * The names that this Worker and its tests share: routes, scopes, tools. Names only, no code.
 */

/** Every path that the Worker answers. */
export const routes = {
  mcp: "/mcp",
  publicMcp: "/public/mcp",
  authorize: "/authorize",
  callback: "/callback",
  token: "/token",
  register: "/register",
} as const;

/** OAuth scopes that a client may be granted (RFC 6749 section 3.3). */
export const scopes = ["read"] as const;

/** Tools by name. */
export const tools = { add: "add", whoami: "whoami" } as const;
