import { finishSignIn, type AttemptOptions, type SignInAttempt } from "./attempt.ts";
import { createCookieJar } from "./cookie-rules.ts";
import { openTab } from "./tab.ts";

/**
 * Lets somebody open one authorization URL in two tabs of one browser before they do anything in either, then go through the
 * first, then through the second.
 *
 * @param second where the second tab differs: another client's URL, another act
 * @throws what {@link attemptSignIn} throws
 */
export async function attemptInTwoTabs(
  options: AttemptOptions,
  second: Partial<AttemptOptions> = {},
): Promise<[SignInAttempt, SignInAttempt]> {
  const cookies = createCookieJar();
  const secondOptions = { ...options, ...second };
  const firstTab = await openTab(options, cookies);
  const secondTab = await openTab(secondOptions, cookies);
  return [await finishSignIn(firstTab, options), await finishSignIn(secondTab, secondOptions)];
}
