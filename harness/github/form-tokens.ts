import { createNonce } from "./secrets.ts";

/** What users were asked and have not answered yet, by the token in the page's form. */
export class FormTokens<Question> {
  readonly #open = new Map<string, { readonly session: string; readonly question: Question }>();

  /** Keeps a question while the user reads the page. @returns the form's token, good for one answer in this session */
  ask(session: string, question: Question): string {
    const authenticityToken = createNonce();
    this.#open.set(authenticityToken, { session, question });
    return authenticityToken;
  }

  /** Takes the question that a form's token stands for, once. */
  take(session: string, authenticityToken: string | null): Question | undefined {
    const asked = this.#open.get(authenticityToken ?? "");
    if (asked?.session !== session) return undefined;
    this.#open.delete(authenticityToken ?? "");
    return asked.question;
  }

  clear(): void {
    this.#open.clear();
  }
}
