import { readFileSync, writeFileSync } from "node:fs";

/**
 * Takes the response schemas of what is emulated out of GitHub's description of its REST API (73 MB), for the tests:
 *
 *     tsx harness/github/testing/extract-openapi.ts path/to/api.github.com.deref.json
 *
 * The file is in the npm package `@octokit/openapi`, folder `generated`.
 */
const emulated: Readonly<Record<string, readonly number[]>> = {
  "GET /user": [200, 401, 403],
  "GET /user/emails": [200, 401, 403, 404],
  "GET /user/orgs": [200, 401, 403],
  "GET /user/repos": [200, 401, 403, 422],
  "GET /repos/{owner}/{repo}": [200, 403, 404],
  "GET /rate_limit": [200, 404],
  "POST /applications/{client_id}/token": [200, 404, 422],
  "PATCH /applications/{client_id}/token": [200, 422],
  "DELETE /applications/{client_id}/token": [422],
  "DELETE /applications/{client_id}/grant": [422],
};

type Schema = { [key: string]: unknown };
type Operation = {
  responses: Record<string, { content?: { "application/json": { schema: Schema } } }>;
};

const NO_CONSTRAINT = new Set([
  "description",
  "example",
  "examples",
  "default",
  "title",
  "deprecated",
]);

const definitions: Record<string, unknown> = {};

/** Drops what constrains nothing, turns OpenAPI's `nullable` into JSON Schema, and keeps each titled schema once. */
function strip(value: unknown, isPropertyMap = false): unknown {
  if (Array.isArray(value)) return value.map((each) => strip(each));
  if (typeof value !== "object" || value === null) return value;
  const { nullable, ...rest } = value as Schema;
  const entries = Object.entries(rest)
    .filter(([key]) => isPropertyMap || !NO_CONSTRAINT.has(key))
    .map(([key, each]) => [key, strip(each, key === "properties" && !isPropertyMap)]);
  const stripped: Schema = Object.fromEntries(entries);
  if (isPropertyMap && nullable !== undefined) stripped["nullable"] = strip(nullable);
  const title = (value as Schema)["title"];
  const schema = isPropertyMap || typeof title !== "string" ? stripped : define(title, stripped);
  return nullable === true && !isPropertyMap ? { anyOf: [{ type: "null" }, schema] } : schema;
}

function define(title: string, schema: Schema): Schema {
  const text = JSON.stringify(schema);
  for (let number = 1; ; number++) {
    const name = title.replaceAll(/\W+/g, "-").toLowerCase() + (number === 1 ? "" : `-${number}`);
    definitions[name] ??= schema;
    if (JSON.stringify(definitions[name]) === text) return { $ref: `#/definitions/${name}` };
  }
}

const [, , source] = process.argv;
if (source === undefined) throw new Error("Name the file api.github.com.deref.json.");
const {
  info,
  paths,
}: { info: { version: string }; paths: Record<string, Record<string, Operation>> } = JSON.parse(
  readFileSync(source, "utf8"),
);
const responses = Object.entries(emulated).flatMap(([address, statuses]) => {
  const [method = "", path = ""] = address.split(" ");
  return statuses.map((status) => {
    const content = paths[path]?.[method.toLowerCase()]?.responses[status]?.content;
    if (content === undefined) throw new Error(`GitHub describes no ${status} for ${address}.`);
    return [`${address} ${status}`, strip(content["application/json"].schema)];
  });
});
const extract = { version: info.version, responses: Object.fromEntries(responses), definitions };
writeFileSync(
  new URL("openapi.json", import.meta.url),
  `${JSON.stringify(extract, undefined, 2)}\n`,
);
