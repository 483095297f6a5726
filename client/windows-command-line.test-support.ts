/**
 * Joins a program and its arguments into the one line that Windows hands to a process, as Node.js does on `spawn` without a shell.
 *
 * @see https://github.com/libuv/libuv/blob/v1.x/src/win/process.c `quote_cmd_arg`
 */
export function toCommandLine(command: string, args: string[]): string {
  return [command, ...args].map(quoteArgument).join(" ");
}

function quoteArgument(argument: string): string {
  if (argument === "") return '""';
  if (!/[\t "]/.test(argument)) return argument;
  // Backslashes count only before a quote, and before the one that is put at the end.
  return `"${argument.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1")}"`;
}

/**
 * Splits a line as a program on Windows does: the way from `toCommandLine` back.
 *
 * @see https://learn.microsoft.com/windows/win32/api/shellapi/nf-shellapi-commandlinetoargvw
 */
export function splitCommandLine(line: string): string[] {
  const program = /^(?:"([^"]*)"|([^\t ]*))[\t ]*/.exec(line);
  const args: string[] = [];
  let current: string | undefined;
  let quoted = false;
  const rest = line.slice(program?.[0].length ?? 0);
  for (const [, slashes = "", quote, space, other = ""] of rest.matchAll(
    /(\\*)(?:(")|([\t ])|([^\\\t "]|$))/g,
  )) {
    const literal = quote ? "\\".repeat(Math.floor(slashes.length / 2)) : slashes;
    if (literal !== "") current = (current ?? "") + literal;
    if (quote) {
      current ??= "";
      if (slashes.length % 2 === 1) current += '"';
      else quoted = !quoted;
    } else if (space && !quoted) {
      if (current !== undefined) args.push(current);
      current = undefined;
    } else if (space || other) current = (current ?? "") + (space ?? other);
  }
  if (current !== undefined) args.push(current);
  return [program?.[1] ?? program?.[2] ?? "", ...args];
}

/**
 * Gives what cmd.exe makes of a line before it starts the program: variables are replaced everywhere, and outside of quotes `^`
 * takes the meaning of what follows.
 *
 * @throws {Error} when the line would be cut into several commands or redirected
 * @see https://learn.microsoft.com/windows-server/administration/windows-commands/cmd
 */
export function throughCmd(line: string, env: Record<string, string>): string {
  const expanded = line.replaceAll(
    /%([^%]+)%/g,
    (match, name: string) => env[name.toUpperCase()] ?? match,
  );
  let result = "";
  let quoted = false;
  for (let at = 0; at < expanded.length; at++) {
    const character = expanded[at] ?? "";
    if (character === '"') quoted = !quoted;
    if (!quoted && character === "^") result += expanded[++at] ?? "";
    else if (!quoted && /[&|<>()\n]/.test(character))
      throw new Error(`cmd.exe acts on ${character} in ${line}`);
    else result += character;
  }
  return result;
}
