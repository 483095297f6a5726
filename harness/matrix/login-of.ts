/** Reads the login from the result of a tool call. @throws when the tool failed, or tells none */
export function loginOf(result: object): string {
  const { structuredContent, content } = result as {
    structuredContent?: { login?: unknown };
    content?: unknown;
  };
  const login = structuredContent?.login;
  if (typeof login === "string") return login;
  throw new Error(`The tool tells no login: ${JSON.stringify(content ?? result).slice(0, 200)}`);
}
