import { randomUUID } from "node:crypto";
import { labelToName } from "@exodus/bytes/encoding.js";
import { percentEncodeAfterEncoding } from "@exodus/bytes/whatwg.js";
import { attribute, type Element } from "./dom.ts";
import type { Entry } from "./form.ts";

/** Everything of ASCII but letters, digits and `*-._`. */
const URL_ENCODED = Array.from({ length: 0x7f - 0x20 }, (_, index) =>
  String.fromCodePoint(0x20 + index),
)
  .filter((character) => !/[a-z\d*\-._]/i.test(character))
  .join("");

/**
 * Picks the encoding that a form is sent in: one of its `accept-charset`, else the page's.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#picking-an-encoding-for-the-form
 */
export function encodingOf(form: Element, pageEncoding: string): string {
  const labels = attribute(form, "accept-charset")
    ?.split(/[\s,]+/)
    .filter(Boolean);
  const named = labels?.map((label) => labelToName(label)).find((each) => each !== null);
  const encoding = named ?? (labels === undefined ? pageEncoding : "UTF-8");
  return /^(?:utf-16|replacement)/i.test(encoding) ? "UTF-8" : encoding;
}

/** What is posted, and its type. */
export interface FormBody {
  body: string | Uint8Array<ArrayBuffer>;
  contentType: string;
}

/**
 * Writes a form's entries as they are posted. What the encoding lacks becomes a character reference, `&#8364;`.
 *
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#form-submission-algorithm
 */
export function encodeForm(
  entries: readonly Entry[],
  enctype: string | undefined,
  encoding: string,
): FormBody {
  switch (enctype?.toLowerCase()) {
    case "multipart/form-data": {
      const boundary = `----FormBoundary${randomUUID().replaceAll("-", "")}`;
      const parts = entries.map((entry) => `--${boundary}\r\n${writePart(entry)}\r\n`);
      return {
        body: encode(`${parts.join("")}--${boundary}--\r\n`, encoding),
        contentType: `multipart/form-data; boundary=${boundary}`,
      };
    }
    case "text/plain": {
      const lines = entries.map(({ name, value }) => `${name}=${value}\r\n`);
      return { body: encode(lines.join(""), encoding), contentType: "text/plain" };
    }
    default:
      return {
        body: urlEncode(entries, encoding),
        contentType: "application/x-www-form-urlencoded",
      };
  }
}

/** Writes entries as they stand in a query. */
export function urlEncode(entries: readonly Entry[], encoding: string): string {
  const write = (text: string) => percentEncodeAfterEncoding(encoding, text, URL_ENCODED, true);
  return entries.map(({ name, value }) => `${write(name)}=${write(value)}`).join("&");
}

/** A file that nobody has chosen is sent all the same. */
function writePart({ name, value, isFile = false }: Entry): string {
  const escaped = name.replaceAll(/[\r\n"]/g, (character) => encodeURIComponent(character));
  const file = isFile ? '; filename=""\r\nContent-Type: application/octet-stream' : "";
  return `Content-Disposition: form-data; name="${escaped}"${file}\r\n\r\n${value}`;
}

function encode(text: string, encoding: string): Uint8Array<ArrayBuffer> {
  const percentEncoded = percentEncodeAfterEncoding(encoding, text, "%");
  const bytes = percentEncoded.replaceAll(/%(?<hex>..)/g, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
  return new Uint8Array(Buffer.from(bytes, "latin1"));
}
