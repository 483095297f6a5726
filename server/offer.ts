import type { explainSum } from "./prompts/explain-sum.ts";
import type { ResourceDefinition, ResourceTemplateDefinition } from "./resources/resource.ts";
import type { Tool } from "./tools/tool.ts";

/** All that an endpoint offers, whichever SDK generation serves it. */
export interface Offer<Context> {
  tools: readonly Tool<Context>[];
  resources: readonly ResourceDefinition[];
  templates: readonly ResourceTemplateDefinition[];
  prompts: readonly (typeof explainSum)[];
}
