import { z } from "zod";
import { tools } from "../contract.ts";
import { defineTool, type SignedInContext } from "./tool.ts";

const input = z.strictObject({
  language: z
    .string()
    .regex(/^[\w+#. -]{1,40}$/, "a programming language")
    .optional()
    .describe("Only repositories in this language, as GitHub names it"),
  page: z.int().min(1).max(1000).default(1).describe("Which page, from 1"),
  perPage: z.int().min(1).max(100).default(30).describe("How many a page, before the filter"),
});
const output = z.strictObject({
  source: z.literal("GitHub").describe("Where the texts come from: other people's words"),
  repositories: z.array(
    z.strictObject({
      name: z.string().describe("Owner and name"),
      // Described inside of nullable(), or zod writes `type` as an array, which some clients cannot read.
      description: z.string().describe("What its owner says about it").nullable(),
      language: z.string().describe("Most of it is in this").nullable(),
      private: z.boolean(),
      stars: z.int(),
    }),
  ),
  nextPage: z.int().nullable().describe("The page to ask for next, if there is one"),
});

/** Lists the person's repositories, as GitHub's `GET /user/repos` shows them to their own token. */
export const listRepositories = defineTool({
  name: tools.listRepositories,
  title: "List my repositories",
  description:
    "Lists the repositories of the person at GitHub that are visible to this server, a page at a time.",
  input,
  output,
  annotations: {
    readOnlyHint: true,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: true,
  },
  scope: "repositories",
  needsGitHub: true,
  run: async ({ language, page, perPage }, { askGitHub, signal }: SignedInContext) => {
    const found = await askGitHub((github, githubAccessToken) =>
      github.repositories(githubAccessToken, { page, perPage, signal }),
    );
    const repositories = found.repositories.filter(
      (each) => !language || each.language?.toLowerCase() === language.toLowerCase(),
    );
    const lines = repositories.map(
      ({ name, description }) => `- ${name}${description ? `: ${description}` : ""}`,
    );
    const more = found.nextPage ? `\nMore on page ${found.nextPage}.` : "";
    const text = `From GitHub, in its owners' words:\n${lines.join("\n") || "(none)"}${more}`;
    return {
      text,
      structured: { source: "GitHub" as const, repositories, nextPage: found.nextPage },
    };
  },
});
