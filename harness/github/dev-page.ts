import { KitError } from "../../client/kit-error.ts";
import type { GitHubEmulator } from "./emulator.ts";
import { readParameters } from "./endpoint.ts";
import {
  gitHubFaultNames,
  type FaultOptions,
  type GitHubFault,
  type GitHubTarget,
} from "./fault-plan.ts";
import { html, type Html } from "./html.ts";
import { page } from "./pages.ts";

/**
 * Answers for the page at the root of a served GitHub, where a person sees who can sign in, and lets something go wrong.
 *
 * @returns nothing for any other address
 */
export async function answerDevPage(
  github: GitHubEmulator,
  request: Request,
): Promise<Response | undefined> {
  const { pathname, origin } = new URL(request.url);
  if (pathname === "/" && request.method === "GET") return devPage(github);
  if (pathname !== "/faults" || request.method !== "POST") return undefined;
  // Another site's page could send this form, too: a browser says where it stood.
  if ((request.headers.get("Origin") ?? origin) !== origin) {
    return page(
      "Refused",
      html`<h1>Refused</h1>
        <p>This form was sent from another site.</p>`,
      403,
    );
  }
  const form = await readParameters(request);
  try {
    if (form.has("clear")) github.clearFaults();
    else planFault(github, form);
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    return devPage(github, { error, form });
  }
  return new Response(null, { status: 303, headers: { Location: "/" } });
}

function planFault(github: GitHubEmulator, form: URLSearchParams): void {
  const times = form.get("times") ?? "1";
  const options: FaultOptions = {
    times: times === "always" ? times : Number(times),
    login: form.get("login") || undefined,
  };
  const [target, fault] = [form.get("target") ?? "", form.get("fault") ?? ""];
  github.fail(target as GitHubTarget, fault as GitHubFault, options);
}

/** @param refused what was asked for in vain, to be mended in the form */
function devPage(
  github: GitHubEmulator,
  refused?: { error: KitError; form: URLSearchParams },
): Response {
  const { error, form } = refused ?? {};
  const ask = (name: string, label: string, choices: readonly Choice[]) =>
    html`<label
      >${label}
      <select name="${name}">
        ${choices.map(([value, words = value]) =>
          form?.get(name) === value
            ? html`<option value="${value}" selected>${words}</option>`
            : html`<option value="${value}">${words}</option>`,
        )}
      </select></label
    >`;
  return page(
    "What goes wrong",
    html`<h1>What goes wrong at GitHub</h1>
      ${error ? html`<p role="alert">${error.message} <small>${error.hint}</small></p>` : ""}
      ${planned(github)}
      <form method="post" action="/faults">
        ${ask("target", "Address", [...github.addresses, "* /*"].map(itself))}
        ${ask("fault", "Fault", gitHubFaultNames.map(itself))}
        ${ask("times", "How often", frequencies)}
        ${ask("login", "For", [["", "everybody"], ...github.logins.map(itself)])}
        <button class="primary">Let it go wrong</button>
      </form>
      <p>Who can sign in: ${github.logins.join(", ")}.</p>`,
    error ? 422 : 200,
  );
}

type Choice = readonly [value: string, words?: string];
const itself = (value: string): Choice => [value];
const frequencies: Choice[] = [
  ["1", "once"],
  ["2", "twice"],
  ["10", "ten times"],
  ["always", "until cleared"],
];

function planned({ faults }: GitHubEmulator): Html {
  if (faults.length === 0) return html`<p>Nothing: every answer is GitHub's own.</p>`;
  const rows = faults.map(
    ({ name, target, login, left, strikes }) =>
      html`<li>
        <code>${target}</code>: <strong>${name}</strong> for ${login ?? "everybody"},
        ${Number.isFinite(left) ? `${left} left` : "until cleared"}, struck ${strikes}×
      </li>`,
  );
  return html`<ul>
      ${rows}
    </ul>
    <form method="post" action="/faults">
      <button name="clear" value="1">Clear all</button>
    </form>`;
}
