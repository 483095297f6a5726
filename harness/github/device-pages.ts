import { html } from "./html.ts";
import { page } from "./pages.ts";

/** Asks for the code that a device shows. @param wrong what was typed, when no device waits with it */
export function deviceCodePage(wrong?: string): Response {
  const complaint =
    wrong === undefined
      ? ""
      : html`<p role="alert">
          ${wrong === "" ? "That is no code." : `No device waits with the code ${wrong}.`}
        </p>`;
  return page(
    "Device activation",
    html`<h1>Enter the code displayed on your device</h1>
      ${complaint}
      <form method="post" action="device">
        <input name="user_code" aria-label="Code" required autocomplete="off" />
        <button class="primary">Continue</button>
      </form>`,
  );
}

/** Turns away whoever types the code of an app whose codes were typed too often. */
export function tooManyCodesPage(): Response {
  return page(
    "Device activation",
    html`<h1>Too many codes</h1>
      <p>Codes of this application were entered too often. Try again in an hour.</p>`,
    429,
  );
}

/** Tells the user to go back to the device. */
export function deviceDonePage(isConnected: boolean): Response {
  return page(
    "Device activation",
    isConnected
      ? html`<h1>Congratulations, you're all set!</h1>
          <p>Your device is now connected.</p>`
      : html`<h1>The device was not let in</h1>
          <p>Its code cannot be used again.</p>`,
  );
}
