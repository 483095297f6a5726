import { MIMEType } from "node:util";
import { legacyHookDecode } from "@exodus/bytes/encoding.js";
import sniffHtmlEncoding from "html-encoding-sniffer";

/** What came over the wire, as a browser reads it. */
export interface Decoded {
  readonly text: string;
  /** As the Encoding standard spells it, e.g. `windows-1252`; a form on the page is sent in it. */
  readonly encoding: string;
  readonly isHtml: boolean;
}

const HTML = new Set(["text/html", "application/xhtml+xml"]);
/** Types that say nothing: what begins as HTML is taken for HTML. */
const SAYS_NOTHING = new Set(["", "unknown/unknown", "application/unknown", "*/*"]);
/** @see https://mimesniff.spec.whatwg.org/#rules-for-identifying-an-unknown-mime-type */
const BEGINS_AS_HTML =
  /^[\t\n\f\r ]*(?:<!--|<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[ >])/i;

/**
 * Reads a document as a browser does: a byte order mark counts before `charset`, and that before `<meta charset>`; a page that
 * names no encoding is windows-1252, whatever it was written in.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
 */
export function decodePage(bytes: Uint8Array, headers: Headers): Decoded {
  const { type, charset } = readContentType(headers.get("Content-Type"));
  const isHtml = HTML.has(type) || (SAYS_NOTHING.has(type) && isSniffedAsHtml(bytes, headers));
  const encoding = sniffHtmlEncoding(isHtml ? bytes : bytes.subarray(0, 3), {
    transportLayerEncodingLabel: charset,
    defaultEncoding: isHtml && type !== "application/xhtml+xml" ? "windows-1252" : "UTF-8",
  });
  return { text: legacyHookDecode(bytes, encoding), encoding, isHtml };
}

function readContentType(value: string | null): { type: string; charset?: string | undefined } {
  try {
    const { essence, params } = new MIMEType(value ?? "");
    return { type: essence, charset: params.get("charset") ?? undefined };
  } catch {
    return { type: value?.split(";")[0]?.trim().toLowerCase() ?? "" };
  }
}

function isSniffedAsHtml(bytes: Uint8Array, headers: Headers): boolean {
  if (headers.get("X-Content-Type-Options")?.trim().toLowerCase() === "nosniff") return false;
  return BEGINS_AS_HTML.test(legacyHookDecode(bytes.subarray(0, 1445), "windows-1252"));
}
