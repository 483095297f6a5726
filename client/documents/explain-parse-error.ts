/** By jsonc-parser's names of its errors. */
const expectations: Record<string, string> = {
  CloseBraceExpected: "expected , or }",
  CloseBracketExpected: "expected , or ]",
  ColonExpected: "expected : after the name",
  CommaExpected: "expected , before the next item",
  EndOfFileExpected: "expected nothing after the end of the document",
  InvalidCharacter: "expected no raw control character in a string",
  InvalidCommentToken: "expected no comment, since the host reads strict JSON",
  InvalidEscapeCharacter: "expected a valid escape after \\",
  InvalidNumberFormat: "expected a number as JSON writes it",
  InvalidUnicode: "expected four hexadecimal digits after \\u",
  PropertyNameExpected: "expected a name in double quotes",
  UnexpectedEndOfComment: "expected */, where the comment ends",
  UnexpectedEndOfNumber: "expected more digits",
  UnexpectedEndOfString: 'expected " at the end of the string',
  ValueExpected: "expected a value",
};

/** Says in people's words what strict JSON asks for at the place of an error. */
export function explainParseError(
  code: string,
  text: string,
  { offset }: { offset: number },
): string {
  const expected = expectations[code] ?? "expected a value";
  if (/^[ \t\r\n]*$/.test(text.slice(offset))) return `${expected}, but the file ends here`;
  // Where this applies the parser complains of what is missing, and people need to hear what is too much.
  if (/^[}\]]/.test(text.slice(offset)) && /,[ \t\r\n]*$/.test(text.slice(0, offset)))
    return "expected no comma before the closing bracket, since the host reads strict JSON";
  return expected;
}
