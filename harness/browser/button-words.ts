import type { Pressable } from "./page.ts";

/** Words as {@link toWords} writes them: lower case, one space between them, no punctuation. */
export function words(...alternatives: string[]): RegExp {
  // \b knows no letters beyond ASCII.
  return new RegExp(`(?:^| )(?:${alternatives.join("|")})(?= |$)`, "u");
}

const VERBS = "allow|approve|authori[sz]e|accept|agree|grant|permit";

/** Words that only an approving button has. */
export const APPROVES = words(
  `${VERBS}|consent|yes`,
  "erlauben|zulassen|genehmigen|zustimmen|akzeptieren|annehmen|autorisieren|gestatten|freigeben|gewähren|ja",
  "j (?:autorise|accepte)|autoriser|accepter|permettre|approuver|consentir|oui",
  "autorizar|aceptar|permitir|aprobar|conceder|sí",
  "aceitar|aprovar|concordar|sim",
  "autorizza|consenti|accetta|approva|permetti|sì",
  "toestaan|accepteren|goedkeuren|machtigen|akkoord",
);

/** Words that lead on, and may stand beside one that approves. */
export const PROCEEDS = words(
  "continue|confirm|proceed|ok|okay|next|connect|submit|send|sign ?in|log ?in|verify|validate|authenticate",
  "weiter|fortfahren|bestätigen|verbinden|absenden|senden|anmelden|einloggen|prüfen|überprüfen",
  "continuer|confirmer|suivant|connecter|envoyer|se connecter|vérifier|valider",
  "continuar|confirmar|siguiente|conectar|enviar|acceder|iniciar sesión|verificar|validar",
  "prosseguir|avançar|seguinte|entrar|iniciar sessão",
  "continua|conferma|avanti|prosegui|connetti|invia|accedi|verifica|convalida",
  "doorgaan|bevestigen|verder|volgende|verzenden|inloggen|aanmelden|verifiëren",
);

/** All that a button says that leads to whatever comes next. */
export const GOES_ONWARD =
  /^(?:continue|next|proceed|ok|okay|finish|done|confirm|weiter|fortfahren|fertig|continuer|suivant|terminer|continuar|siguiente|seguinte|avançar|continua|avanti|doorgaan|verder|volgende)$/;

/** Words with which a button begins that gives leave, and no other yes: to an app, and hardly to a site. */
export const PERMITS =
  /^(?:allow|approve|authori[sz]e|grant|permit|erlauben|zulassen|genehmigen|autoris(?:er|ieren)|permettre|autorizar|permitir|autorizza|consenti|toestaan|machtigen)(?= |$)/;

/** All that a button says by which somebody starts anew. */
export const STARTS_OVER =
  /^(?:try again|retry|start (?:over|again)|restart|(?:go )?(?:back|home)(?: to .+)?|cancel|erneut versuchen|neu starten|zurück|réessayer|retour|reintentar|volver|tentar novamente|voltar|riprova|indietro|opnieuw proberen|terug)$/;

/** All that a button says where it is done. */
export const CONCLUDES = /^(?:done|finish|got it|fertig|terminer|terminar|concluir|fine|klaar)$/;

/** All that a button says by which somebody leaves a page that is over, be it done or not. */
export const LEAVES_OFF =
  /^(?:close(?: (?:this )?(?:window|tab|page))?|dismiss|(?:return|(?:go )?back) to (?!log ?in|sign ?in|home|start).+|schließen|fermer|cerrar|fechar|chiudi|sluiten)$/;

/** Words of a button that says no to what is asked. */
export const REFUSES = words(
  "later|without|nothing|none|cancel|cancellation|withhold|withdraw|terminate|deny|denied|reject|decline|refuse|no|nope|not|never|don t|dont|do not|disallow|disagree|abort|block|stop|forbid|prohibit|prevent",
  "ablehnen|abbrechen|verweigern|verbieten|blockieren|sperren|nicht|nichts|nein|nie|niemals|kein|keine|keinen",
  "refuser|annuler|rejeter|interdire|bloquer|non|rien|ne pas|pas|jamais",
  "rechazar|denegar|cancelar|bloquear|nunca|nada",
  "não|nao|recusar|negar|nada|rejeitar|proibir",
  "nega|annulla|rifiuta|rifiutare|blocca|mai|niente",
  "niet|niets|nee|nooit|geen|weigeren|afwijzen|annuleren|blokkeren",
);

const HARMFUL = "report|revoke|remove|delete";
const RETREATING = "close|back|dismiss|skip|leave|exit|quit";

/** Words with which a button begins, or a link, that leaves open what is asked. */
export const SKIPS =
  /^(?:skip|later|maybe later|no thanks|no thank you|not (?:now|yet)|(?:ask|remind) me later|(?:continue|proceed) without|überspringen|später|nicht jetzt|nein danke|passer|plus tard|pas maintenant|non merci|omitir|más tarde|ahora no|pular|agora não|salta|non ora|overslaan|niet nu)(?= |$)/;

/** Words of a button that does more than to say no. */
export const HARMS = words(HARMFUL);

/** Words of a button that may say no: a page that has one asks something. */
export const RETREATS = words(RETREATING, "schließen|zurück", "fermer|retour", "cerrar|volver");

/** Words of a button that leads elsewhere, and neither approves nor refuses. */
export const LEAVES = words(
  "report|manage|settings|preferences|unauthori[sz]e|disapprove|learn more|how|what|why|terms|conditions|privacy|legal|policy|show|view|edit|download|print",
  "as (?:a )?guest|payment|checkout",
  "no account",
  "melden|verwalten|einstellungen",
  "signaler|gérer|paramètres|préférences",
  "denunciar|administrar|gestionar|ajustes|configuración|preferencias",
  "different|another|change|switch|sign out|log ?out|sign up|register|forgot|ignore|disconnect",
  "membership|order|subscription|cancel (?:my|your)",
  HARMFUL,
  RETREATING,
  "schließen|zurück|abmelden|registrieren|anderes|vergessen|überspringen|später|ignorieren|ohne",
  "fermer|retour|se déconnecter|inscrire|autre|oublié|ignorer|passer|plus tard|sans",
  "cerrar|volver|cerrar sesión|registrarse|otra|olvidado|omitir|ignorar|más tarde|sin",
  "fechar|voltar|sair|pular|depois|mais tarde|sem",
  "chiudi|indietro|esci|ignora|salta|più tardi|senza",
  "sluiten|terug|overslaan|negeren|uitloggen|zonder",
);

/** A verb with which a button begins that approves: what comes after it may be the name of an app. `Consent` may be a noun. */
export const BEGINS = new RegExp(`^(?:yes )?(?:i )?(?:${VERBS}|yes)(?= |$)`);

/** A verb with which a button begins that approves or leads on: one that says no may hold it, but does not begin with it. */
export const GOES_ON = new RegExp(
  `^(?:yes )?(?:i )?(?:${VERBS}|yes|continue|proceed|connect|next|ok|okay|sign in|log ?in|submit|send)(?= |$)`,
);

/** A verb with which a button begins that may approve, whatever the name of the app that comes after it. */
export const AGREES = new RegExp(
  `^(?:${VERBS})(?! never$)(?! (?:nothing|none|not|no (?:access|permissions?|one)|to (?:withdraw|cancel|decline)|denial|rejection|refusal|withdrawal|cancellation)(?: |$))(?= |$)`,
);

/**
 * Words with which a link begins that says no. A page has links of many kinds, so that it takes more than to hold such a word:
 * `Not you?`, `Do not sell my data`.
 */
export const SAYS_NO = new RegExp(
  `^(?:no|nope|cancel|deny|reject|decline|refuse|disallow|abort|not now|(?:don t|dont|do not|never) (?:${VERBS})|ablehnen|abbrechen|verweigern|nein|nicht (?:jetzt|erlauben|zulassen|zustimmen)|refuser|annuler|rejeter|non(?= merci|$)|ne pas|rechazar|denegar|cancelar|não|nao|recusar|nega|annulla|rifiuta|nee|niet (?:nu|toestaan)|weigeren|annuleren)(?= |$)`,
  "u",
);

/** What is not to be asked again is not refused: `Allow and don't ask again`. */
const ASKS_AGAIN = words(
  "(?:don t|dont|do not|never) (?:ask|show|remind)(?: me)?",
  "nicht (?:mehr|erneut|wieder) (?:nach)?fragen",
  "ne (?:plus|pas) (?:me )?(?:re)?demander",
  "no (?:volver a )?preguntar",
  "não (?:voltar a )?perguntar",
  "non chiedere",
  "niet (?:meer|opnieuw) vragen",
);

/** `approveAccess`, `approve_access` and `Approve access!` are the same words. */
export function toWords(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Tells whether a name, a value or what is written on a button holds such words. */
export function says(text: string, pattern: RegExp): boolean {
  // A ticket holds words by chance.
  const isTicket = /^(?=.*\d)\S{20,}$/.test(text);
  return !isTicket && pattern.test(toWords(text).replace(ASKS_AGAIN, ""));
}

const SAME = ["words", "name", "value", "target"] as const;

/** Of the buttons that fit, the only one. The same button twice, for narrow and wide windows, is one button. */
export function only(buttons: readonly Pressable[]): Pressable | undefined {
  const [first, ...others] = buttons;
  const isSame = (each: Pressable) => SAME.every((part) => each[part] === first?.[part]);
  return others.every(isSame) ? first : undefined;
}

/**
 * Finds the button that somebody named by the words on it, whole or in part.
 *
 * @param isMeant tells whether a button may be meant by a part of its words: `Allow` does not mean `Don't allow`
 */
export function findNamed(
  buttons: readonly Pressable[],
  name: string,
  isMeant: (button: Pressable) => boolean,
): Pressable | undefined {
  const exact = buttons.filter((each) => isNamed(each, name, "whole"));
  if (exact.length > 0) return only(exact);
  return only(buttons.filter((each) => isNamed(each, name) && isMeant(each)));
}

/** Tells whether somebody may mean a button who names these words on it, or its value. */
export function isNamed(
  button: Pressable,
  name: string,
  match: "whole" | "in-part" = "in-part",
): boolean {
  // What is no word, such as an arrow, is what it is.
  const [wanted = "", ...written] = [name, button.words, button.value].map(
    (text) => toWords(text) || text.trim(),
  );
  if (wanted === "") return false;
  const isPart = ` ${toWords(button.words)} `.includes(` ${wanted} `);
  return written.includes(wanted) || (match === "in-part" && isPart);
}
