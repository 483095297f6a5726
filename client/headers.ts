import { KitError } from "./kit-error.ts";
import { quote } from "./quote.ts";

/** A header for the server. Its value may be a secret: it never stands in an argument, a message or a log. */
export interface Header {
  name: string;
  value: string;
}

/** mcp-remote and HTTP itself set these; another value would break the connection, or take over somebody's session. */
const reserved =
  /^(host|connection|content-(length|type|encoding)|transfer-encoding|keep-alive|upgrade|te|trailer|expect|accept|last-event-id|proxy-(connection|authenticate)|mcp-(session-id|protocol-version|method|name|param-.*))$/i;

const example = "Write it as in Authorization: Bearer <value>.";

/**
 * Reads one header from a line `Name: value`, as curl and mcp-remote write it.
 *
 * mcp-remote passes over a line that it does not understand, and the server is then asked without it. So what mcp-remote would
 * not send exactly as it stands is refused here.
 *
 * @throws {KitError} HEADER_REFUSED, without a word of the value
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.5 field values
 */
export function parseHeader(line: string): Header {
  const colon = line.indexOf(":");
  // Without a colon nobody knows where the secret begins.
  if (colon === -1) throw refuse("A header has no colon", example);
  const name = line.slice(0, colon);
  const header = { name, value: line.slice(colon + 1).trim() };
  checkHeader(header);
  return header;
}

/** @throws {KitError} HEADER_REFUSED, without a word of the value */
export function checkHeader({ name, value }: Header): void {
  checkHeaderName(name);
  const named = `The header ${quote(name)}`;
  if (value === "") throw refuse(`${named} has no value`, example);
  if (/[^\x20-\x7e]/.test(value))
    throw refuse(
      `${named} has a value with a line break, or a character outside printable ASCII`,
      "Give the value in one line of ASCII.",
    );
  if (value !== value.trim())
    throw refuse(`${named} has a value with a space around it`, "Leave the space out.");
  if (/\$\{[^}]+\}/.test(value))
    throw refuse(
      `${named} has a placeholder for a value`,
      "Give the value itself: nobody would fill in what stands between ${ and }.",
    );
}

/** @throws {KitError} HEADER_REFUSED */
function checkHeaderName(name: string): void {
  if (name === "") throw refuse("A header has no name", example);
  const stranger = /[^A-Za-z0-9_-]/u.exec(name)?.[0];
  if (stranger !== undefined)
    throw refuse(
      `A header's name holds ${quote(stranger)}`,
      "mcp-remote sends headers whose names have letters, digits, - and _ only.",
    );
  if (reserved.test(name))
    throw refuse(`The header ${quote(name)} is set by the connection itself`, "Leave it out.");
}

/** @throws {KitError} HEADER_REFUSED when one is malformed or given twice */
export function checkHeaders(headers: Header[]): void {
  headers.forEach(checkHeader);
  checkApart(headers.map(({ name }) => name));
}

/**
 * Turns headers into arguments that hold names only, and variables that hold the values:
 * `--header Authorization:${AUTH_HEADER}`. No argument has a space, which some hosts on Windows would split at.
 *
 * @throws {KitError} HEADER_REFUSED when one is malformed or given twice
 */
export function headersInEnv(headers: Header[]): { args: string[]; env: Record<string, string> } {
  checkHeaders(headers);
  const { args, variables } = headerArguments(headers.map(({ name }) => name));
  return {
    args,
    env: Object.fromEntries(headers.map(({ value }, index) => [variables[index] ?? "", value])),
  };
}

/**
 * Gives the arguments for headers whose values stand in variables, and the variables' names in the order of the headers.
 *
 * @throws {KitError} HEADER_REFUSED when a name is malformed or given twice
 */
export function headerArguments(names: string[]): { args: string[]; variables: string[] } {
  names.forEach(checkHeaderName);
  checkApart(names);
  const variables = names.map(variableFor);
  if (new Set(variables).size < names.length)
    throw refuse(
      "Two headers differ in - and _ only",
      "Give them in a file instead: --header-file <file>.",
    );
  return {
    args: names.flatMap((name, index) => ["--header", `${name}:\${${variables[index]}}`]),
    variables,
  };
}

function checkApart(names: string[]): void {
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((name, index) => lower.indexOf(name.toLowerCase()) !== index);
  if (twice === undefined) return;
  throw refuse(
    `The header ${quote(twice)} is given twice`,
    "mcp-remote sends the last one only: leave one of them.",
  );
}

/** The guide of mcp-remote calls it so for Authorization. Others are e.g. `HEADER_X_API_KEY`. */
function variableFor(name: string): string {
  if (/^authorization$/i.test(name)) return "AUTH_HEADER";
  return `HEADER_${name.toUpperCase().replaceAll("-", "_")}`;
}

function refuse(what: string, hint: string): KitError {
  return new KitError("HEADER_REFUSED", `${what}.`, { hint });
}
