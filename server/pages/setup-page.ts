import { logLine } from "../incident.ts";
import { isLoopback } from "../resource.ts";
import { oauthErrorResponse, wantsPage } from "../response.ts";
import { stepsOf, type SettingProblem } from "../settings.ts";
import { html } from "./html.ts";
import { pageResponse } from "./page.ts";

/**
 * Answers 503 where settings are missing: names each and the line or command that mends it, never a value.
 *
 * To a program it is `{"error":"temporarily_unavailable","error_description","settings":[{"name","problem","mend"}]}`.
 */
export function setupResponse(request: Request, problems: readonly SettingProblem[]): Response {
  const place = isLoopback(new URL(request.url)) ? "local" : "deployed";
  const settings = problems.map(({ name, problem, mend }) => {
    return { name, problem, steps: stepsOf(mend[place]) };
  });
  const listed = settings.map(({ name, problem, steps }) => ({
    name,
    problem,
    mend: steps.map(({ file, text }) => (file ? `${file}: ${text}` : text)).join(", and "),
  }));
  logLine("error", { event: "not-configured" }, { settings: listed });
  if (!wantsPage(request)) {
    const summary = listed.map(({ name, problem }) => `${name} ${problem}`).join("; ");
    const description = `This server is not set up: ${summary}.`;
    return oauthErrorResponse(503, "temporarily_unavailable", description, { settings: listed });
  }
  const items = settings.map(
    ({ name, problem, steps }) =>
      html`<li>
        <p><code>${name}</code> ${problem}.</p>
        ${steps.map(
          ({ file, text }) =>
            html`<p>${file ? html`In <code>${file}</code>:` : "Run:"}</p>
              <pre class="wrap"><code>${text}</code></pre>`,
        )}
      </li>`,
  );
  const body = html`<section class="card">
    <h1>Almost there</h1>
    <p class="lead">
      This server cannot sign anybody in yet.
      ${settings.length === 1 ? "One setting is" : `${settings.length} settings are`} not usable.
    </p>
    <ul class="rows">
      ${items}
    </ul>
    <p class="soft">
      ${
        place === "local"
          ? html`<code>.dev.vars.example</code> is a template: copy it to <code>.dev.vars</code>,
              fill it in, and start the server again.`
          : "Run commands in the project's folder. A secret takes effect at once, a variable with the next deployment."
      }
    </p>
  </section>`;
  return pageResponse({ status: 503, title: "This server is not set up", body });
}
