import { z } from "zod";
import { tools } from "../contract.ts";
import { defineTool, type SignedInContext } from "./tool.ts";

const input = z.strictObject({});
const output = z.strictObject({
  login: z.string().describe("Login at GitHub"),
  name: z.string().describe("Display name, if the profile has one").nullable(),
  id: z.number().int().describe("Numeric id at GitHub, which never changes"),
});

/** Names the signed-in user, as GitHub answers `GET /user` to the user's own token. */
export const whoami = defineTool({
  name: tools.whoami,
  title: "Who am I at GitHub",
  description: "Returns the GitHub account that is signed in: login, display name and numeric id.",
  input,
  output,
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  needsGitHub: true,
  run: async (_input, { askGitHub, signal }: SignedInContext) => {
    const { login, id, name } = await askGitHub((github, githubAccessToken) =>
      github.identity(githubAccessToken, signal),
    );
    const text = name ? `You are ${login} (${name}) at GitHub.` : `You are ${login} at GitHub.`;
    return { text, structured: { login, name, id } };
  },
});
