import { nodeLifetime } from "../node/node-lifetime.ts";
import { pathRules, type Platform } from "../platform.ts";

/** Where npm puts what is installed for good, with `npm install --global`. */
const forGood = /[\\/](lib|npm)[\\/]node_modules[\\/]/i;

/** Whether a file belongs to a project, a terminal or a download, and goes away with it. Judged by the words of its path alone. */
export function goesAway(file: string, platform: Platform): boolean {
  if (forGood.test(file)) return false;
  const rules = pathRules(platform);
  const below = rules.relative(platform.home, file);
  const isBelow = !rules.isAbsolute(below) && !below.startsWith("..");
  // A home lasts, wherever it is.
  const usual = platform.os === "win32" ? "C:\\home" : "/home";
  return nodeLifetime(isBelow ? rules.join(usual, below) : file, platform) === "temporary";
}
