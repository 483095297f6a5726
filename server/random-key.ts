/** As many as 32 bytes have, and as many different ones as fewer than one in 10^12 random keys does not have. */
const hexadecimal = { minLength: 64, minDistinct: 8 };
const base64 = { minLength: 43, minDistinct: 16 };

/**
 * Says why a text cannot be 32 random bytes in hexadecimal or base64, as the end of a sentence. Whether one is random, nobody can
 * tell; what was typed by hand mostly is not, and shows it.
 */
export function keyProblem(key: string): string | undefined {
  const { minLength, minDistinct } = /^[\da-f]*$/i.test(key) ? hexadecimal : base64;
  if (key.length < minLength) {
    return "is shorter than 32 random bytes, which are 64 hexadecimal digits or 43 characters of base64";
  }
  const isDull = new Set(key).size < minDistinct;
  return isDull || repeatsItself(key) ? "repeats itself, and so is not random" : undefined;
}

/** Says whether a text begins anew before its middle, and goes on so to its end. */
function repeatsItself(text: string): boolean {
  return Array.from({ length: Math.floor(text.length / 2) }, (_, index) => index + 1).some(
    (period) => text.startsWith(text.slice(period)),
  );
}
