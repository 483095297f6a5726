/**
 * Quotes untrusted text for a message: cut at 80 characters, everything outside printable ASCII escaped, so that it can
 * neither move the cursor of a terminal nor turn the reading direction.
 */
export function quote(text: string): string {
  const cut = text.length > 80 ? `${text.slice(0, 80)}...` : text;
  return JSON.stringify(cut).replaceAll(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
