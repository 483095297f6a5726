/**
 * Reads the login from the result of a tool call: from `structuredContent.login`, or from JSON in a text that has a `login`
 * anywhere, such as GitHub's own answer to `GET /user`.
 *
 * @throws when the tool failed, or tells none
 */
export function loginOf(result: object): string {
  const { structuredContent, content } = result as {
    structuredContent?: { login?: unknown };
    content?: { text?: unknown }[];
  };
  const login = structuredContent?.login;
  if (typeof login === "string") return login;
  const texts = content?.map(({ text }) => (typeof text === "string" ? text : "")) ?? [];
  const told = /"login"\s*:\s*"(?<login>[^"\\]+)"/.exec(texts.join("\n"))?.groups?.["login"];
  if (told !== undefined) return told;
  throw new Error(`The tool tells no login: ${JSON.stringify(content ?? result).slice(0, 200)}`);
}
