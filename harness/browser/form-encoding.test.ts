import { form, named, testFormCases, type FormCase } from "./form-cases.test-support.ts";
import type { Answer } from "./site.test-support.ts";

const sanitized: FormCase[] = (
  [
    ["text", "a\nb\r c", "ab+c"],
    ["password", " a\nb", "+ab"],
    ["nonsense", " a\nb", "+ab"],
    ["hidden", "a\nb\r", "a%0D%0Ab%0D%0A"],
    ["email", " a@b\n.example\t", "a%40b.example"],
    ["url", " http://a\n", "http%3A%2F%2Fa"],
    ["number", "1e3", "1e3"],
    ["number", "one", ""],
    ["range", "", "50"],
    ["range", "1000", "100"],
    ["color", "#ABCDEF", "%23abcdef"],
    ["color", "nonsense", "%23000000"],
    ["date", "2026-02-28", "2026-02-28"],
    ["date", "tomorrow", ""],
    ["time", "12:30", "12%3A30"],
    ["week", "2026-W01", "2026-W01"],
    ["month", "2026-13-1", ""],
    ["datetime-local", "2026-02-28T12:30", "2026-02-28T12%3A30"],
  ] as const
).map(([type, value, sent]) => [
  `${type} ${JSON.stringify(value)}`,
  form(`<input type=${type} name=a value="${value}">`),
  `POST /go a=${sent}`,
]);

const directed: FormCase[] = [
  ["text", form("<input name=a dirname=d value=1>"), "POST /go a=1&d=ltr"],
  [
    "text, right to left",
    form("<p dir=rtl><textarea name=a dirname=d>1</textarea></p>"),
    "POST /go a=1&d=rtl",
  ],
  ["a number", form("<input type=number name=a dirname=d value=1>"), "POST /go a=1"],
  ["a choice", form("<select name=a dirname=d><option>1</select>"), "POST /go a=1"],
  ["text without a name", form("<input dirname=d value=1>"), "POST /go"],
];

const withAll = `<input type=hidden name="a&quot;&#10;é" value="&#10;€"><textarea name=b>\n\none\ntwo</textarea>
  <input type=file name=c><input name=d value=" a\nb">`;

const encoded: FormCase[] = [
  [
    "as multipart",
    form(withAll, "method=post action=/go enctype=multipart/form-data"),
    [
      "POST /go multipart/form-data --BOUNDARY",
      'Content-Disposition: form-data; name="a%22%0D%0A\u00c3\u00a9"',
      "",
      "",
      "\u00e2\u0082\u00ac",
      "--BOUNDARY",
      'Content-Disposition: form-data; name="b"',
      "",
      "",
      "one",
      "two",
      "--BOUNDARY",
      'Content-Disposition: form-data; name="c"; filename=""',
      "Content-Type: application/octet-stream",
      "",
      "",
      "--BOUNDARY",
      'Content-Disposition: form-data; name="d"',
      "",
      " ab",
      "--BOUNDARY--",
      "",
    ].join("\r\n"),
  ],
  [
    "as plain text",
    form(withAll, "method=post action=/go enctype=text/plain"),
    'POST /go text/plain a"\r\n\u00c3\u00a9=\r\n\u00e2\u0082\u00ac\r\nb=\r\none\r\ntwo\r\nc=\r\nd= ab\r\n',
  ],
  [
    "as it is usual",
    form(withAll),
    "POST /go a%22%0D%0A%C3%A9=%0D%0A%E2%82%AC&b=%0D%0Aone%0D%0Atwo&c=&d=+ab",
  ],
  [
    "by GET",
    form(`<input name=a value="*-._~' é">`, "action=/go?old=1"),
    "GET /go?a=*-._%7E%27+%C3%A9",
  ],
];

function encodeText(text: string, encoding: string): Uint8Array {
  return Buffer.from(text, encoding as BufferEncoding);
}

/** A form that was written in an encoding, with a value in it, and a Content-Type or none. */
function written(encoding: string, contentType: string | undefined, body: string): Answer {
  const bytes = encodeText(body, encoding);
  return { headers: contentType === undefined ? {} : { "Content-Type": contentType }, body: bytes };
}

const charset = "<input type=hidden name=_charset_>";
const accepting = (labels: string) =>
  form(`<input name=a value="é€ж">${charset}`, `action=/go accept-charset="${labels}"`);
const post = (begin: string, value: string) =>
  `${begin}<form action=/go><input name=a value="${value}">${charset}<button>Send</button></form>`;

const encodings: FormCase[] = [
  [
    "in the encoding that the header names",
    written("latin1", "text/html; charset=iso-8859-1", post("<p>", "caf\u00e9 &euro; &#1078;")),
    "GET /go?a=caf%E9+%80+%26%231078%3B&_charset_=windows-1252",
  ],
  [
    "in the encoding that <meta charset> names",
    written("latin1", "text/html", post("<meta charset=windows-1252>", "\u0080\u00e9")),
    "GET /go?a=%80%E9&_charset_=windows-1252",
  ],
  [
    "in the encoding that <meta http-equiv> names",
    written(
      "latin1",
      "text/html",
      post('<meta http-equiv=Content-Type content="text/html; charset=iso-8859-5">', "\u00d6"),
    ),
    "GET /go?a=%D6&_charset_=ISO-8859-5",
  ],
  [
    "in the encoding of the header before that of the page",
    written("latin1", 'text/html; Charset="ISO-8859-2"', post("<meta charset=utf-8>", "\u00b1")),
    "GET /go?a=%B1&_charset_=ISO-8859-2",
  ],
  [
    "in a Japanese encoding",
    written("latin1", "text/html; charset=shift_jis", post("<p>", "\u0082\u00a0é".slice(0, 2))),
    "GET /go?a=%82%A0&_charset_=Shift_JIS",
  ],
  [
    "in UTF-8 from a page in UTF-16 with a byte order mark",
    written("utf16le", "text/html; charset=iso-8859-1", post("\ufeff<p>", "é")),
    "GET /go?a=%C3%A9&_charset_=UTF-8",
  ],
  [
    "in UTF-8 from a page in UTF-16 by its header",
    written("utf16le", "text/html; charset=utf-16le", post("<p>", "é")),
    "GET /go?a=%C3%A9&_charset_=UTF-8",
  ],
  [
    "in UTF-8 from a page with a byte order mark",
    written("utf8", "text/html", post("\ufeff<p>", "é")),
    "GET /go?a=%C3%A9&_charset_=UTF-8",
  ],
  [
    "in UTF-8 from a page whose <meta> says UTF-16, which it cannot be",
    written("utf8", "text/html", post("<meta charset=utf-16>", "é")),
    "GET /go?a=%C3%A9&_charset_=UTF-8",
  ],
  [
    "in windows-1252 from a page that says nothing, and is in UTF-8",
    written("utf8", "text/html", post("<p>", "caf\u00e9")),
    "GET /go?a=caf%C3%A9&_charset_=windows-1252",
  ],
  [
    "in windows-1252 from a page whose encoding does not exist",
    written("latin1", "text/html; charset=klingon", post("<p>", "caf\u00e9")),
    "GET /go?a=caf%E9&_charset_=windows-1252",
  ],
  [
    "in the encoding that the form names",
    accepting("iso-8859-1"),
    "GET /go?a=%E9%80%26%231078%3B&_charset_=windows-1252",
  ],
  [
    "in the first encoding of the form's that exists",
    accepting("klingon koi8-r utf-8"),
    "GET /go?a=%26%23233%3B%26%238364%3B%D6&_charset_=KOI8-R",
  ],
  [
    "in UTF-8 where the form names UTF-16",
    accepting("utf-16"),
    "GET /go?a=%C3%A9%E2%82%AC%D0%B6&_charset_=UTF-8",
  ],
  [
    "in UTF-8 where the form names none that exists",
    accepting("klingon"),
    "GET /go?a=%C3%A9%E2%82%AC%D0%B6&_charset_=UTF-8",
  ],
];

const untyped: FormCase[] = [
  [
    "that begins as HTML",
    written("utf8", "", post("\n <!DOCTYPE html>", "1")),
    "GET /go?a=1&_charset_=windows-1252",
  ],
  [
    "that begins with a paragraph",
    written("utf8", "", post("<p>", "1")),
    "GET /go?a=1&_charset_=windows-1252",
  ],
  ["that begins as nothing known", written("utf8", "", post("", "1")), "nothing"],
  [
    "of a type that says nothing",
    written("utf8", "*/*", post("<p>", "1")),
    "GET /go?a=1&_charset_=windows-1252",
  ],
  ["that is plain text", written("utf8", "text/plain", post("<p>", "1")), "nothing"],
];

testFormCases([
  ...sanitized.map(named("a field of type ")),
  ...directed.map(named("the direction of ")),
  ...encoded.map(named("a form ")),
  ...encodings.map(named("a form ")),
  ...untyped.map(named("a page without a type ")),
]);
