import { Ajv } from "ajv";
import formats from "ajv-formats";
import openapi from "./testing/openapi.json" with { type: "json" };

/** An answer's address and status, as GitHub describes them: `GET /user 200`. */
export type DescribedAnswer = keyof typeof openapi.responses;

/** All there are. */
export const describedAnswers = Object.keys(openapi.responses) as DescribedAnswer[];

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(openapi, "openapi");

/**
 * Compares a body with what GitHub's OpenAPI description says of it.
 *
 * @returns what is wrong; empty when nothing is
 */
export function describeFlaws(answer: DescribedAnswer, body: unknown): string[] {
  const pointer = answer.replaceAll("~", "~0").replaceAll("/", "~1");
  const check = ajv.getSchema(`openapi#/responses/${encodeURIComponent(pointer)}`);
  if (check === undefined) throw new Error(`There is no schema for ${answer}.`);
  if (check(body)) return [];
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
