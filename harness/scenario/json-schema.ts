import { z } from "zod";
import { scenarioSchema } from "./schema.ts";

/** The scenario's form as JSON Schema, for editors. The file beside this one holds it; `npm run schema` writes it anew. */
export function scenarioJsonSchema(): string {
  const schema = z.toJSONSchema(scenarioSchema, { io: "input" });
  return `${JSON.stringify({ title: "remote-mcp-kit scenario", ...schema }, null, 2)}\n`;
}
