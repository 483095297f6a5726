import type { Pressable } from "./page.ts";

/** Words as {@link toWords} writes them: lower case, one space between them, no punctuation. */
function words(...alternatives: string[]): RegExp {
  // \b knows no letters beyond ASCII.
  return new RegExp(`(?:^| )(?:${alternatives.join("|")})(?= |$)`, "u");
}

/** Words that only an approving button has. */
export const APPROVES = words(
  "allow|approve|authori[sz]e|accept|agree|grant|permit|consent|yes",
  "erlauben|zulassen|genehmigen|zustimmen|akzeptieren|annehmen|autorisieren|gestatten|freigeben|ja",
  "autoriser|accepter|permettre|approuver|consentir|oui",
  "autorizar|aceptar|permitir|aprobar|conceder|sí",
);

/** Words that lead on, and may stand beside one that approves. */
export const PROCEEDS = words(
  "continue|confirm|proceed|ok|okay|next|connect|sign in|log ?in",
  "weiter|fortfahren|bestätigen|verbinden|anmelden|einloggen",
  "continuer|confirmer|suivant|connecter|se connecter",
  "continuar|confirmar|siguiente|conectar|acceder|iniciar sesión",
);

/** Words of a button that says no to what is asked. */
export const REFUSES = words(
  "cancel|deny|denied|reject|decline|refuse|no|not|never|don t|do not|disallow|disagree|abort",
  "ablehnen|abbrechen|verweigern|verbieten|nicht|nein",
  "refuser|annuler|rejeter|interdire|non|ne pas",
  "rechazar|denegar|cancelar|no permitir",
);

/** Words of a button that leads elsewhere, and neither approves nor refuses. */
export const LEAVES = words(
  "close|back|revoke|remove|delete|different|another|switch|sign out|log ?out|sign up|register|forgot",
  "schließen|zurück|abmelden|registrieren|anderes|vergessen",
  "fermer|retour|se déconnecter|inscrire|autre|oublié",
  "cerrar|volver|cerrar sesión|registrarse|otra|olvidado",
);

/** `approveAccess`, `approve_access` and `Approve access!` are the same words. */
export function toWords(text: string): string {
  return text
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Of the buttons that fit, the only one. The same button twice, for narrow and wide windows, is one button. */
export function only(buttons: readonly Pressable[]): Pressable | undefined {
  const [first, ...others] = buttons;
  const isSame = (each: Pressable) =>
    each.words === first?.words && each.name === first.name && each.value === first.value;
  return others.every(isSame) ? first : undefined;
}

/** Finds the button that somebody named by the words on it, whole or in part. */
export function findNamed(buttons: readonly Pressable[], name: string): Pressable | undefined {
  const wanted = toWords(name);
  const exact = buttons.filter((each) =>
    [each.words, each.value].some((text) => toWords(text) === wanted),
  );
  if (exact.length > 0) return only(exact);
  return only(buttons.filter((each) => toWords(each.words).includes(wanted)));
}
