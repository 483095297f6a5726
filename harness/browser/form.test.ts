import { test } from "vitest";
import type { FormAnswers } from "./form.ts";
import { submitButtons } from "./page.ts";
import { pageOf, press } from "./press.test-support.ts";

/** Everything that a form with these controls sends. */
function sentBy(controls: string, answers?: FormAnswers): [string, string][] {
  const form = `<form method="post">${controls}<button>Send</button></form>`;
  const navigation = press(form, "Send", answers);
  if ("problem" in navigation || typeof navigation.body !== "string") throw new Error("Not sent.");
  return [...new URLSearchParams(navigation.body)];
}

test("sends the words that a browser puts on a button without a value", ({ expect }) => {
  const bare = '<form><input type="submit" name="s"></form>';
  expect(press(bare, "Submit")).toMatchObject({ url: { search: "?s=Submit" } });
  const named = '<form><button name="s">Submit</button></form>';
  expect(press(named, "Submit")).toMatchObject({ url: { search: "?s=" } });
});

test("sends defaults and hidden fields as they are", ({ expect }) => {
  const controls = `
    <input type="hidden" name="state" value="a&amp;b=c +ü">
    <input name="text" value="default"><input name="empty">
    <textarea name="area">\nfirst\nsecond</textarea>
    <input value="nameless"><input type="hidden" name="_charset_">`;
  expect(sentBy(controls)).toEqual([
    ["state", "a&b=c +ü"],
    ["text", "default"],
    ["empty", ""],
    ["area", "first\r\nsecond"],
    ["_charset_", "UTF-8"],
  ]);
});

test("sends check boxes and radio buttons that are on, and ticks what must be ticked", ({
  expect,
}) => {
  const controls = `
    <input type="checkbox" name="scope" value="read" checked>
    <input type="checkbox" name="scope" value="write">
    <input type="checkbox" name="on" checked>
    <input type="checkbox" name="agree" value="yes" required>
    <input type="radio" name="account" value="a">
    <input type="radio" name="account" value="b" checked>`;
  expect(sentBy(controls)).toEqual([
    ["scope", "read"],
    ["on", "on"],
    ["agree", "yes"],
    ["account", "b"],
  ]);
});

test("sends the chosen options, or the first of a drop-down", ({ expect }) => {
  const controls = `
    <select name="chosen"><option>one<option selected>two</select>
    <select name="first"><option disabled>pick<optgroup disabled><option>off</optgroup><option> o n e </select>
    <select name="several" multiple><option selected>1<option>2<option selected value="3">three</select>
    <select name="list" size="3"><option>1</select>`;
  expect(sentBy(controls)).toEqual([
    ["chosen", "two"],
    ["first", "o n e"],
    ["several", "1"],
    ["several", "3"],
  ]);
});

test("leaves out what is disabled, and what belongs to another form", ({ expect }) => {
  const controls = `
    <input name="off" value="1" disabled>
    <fieldset disabled>
      <legend><input name="legend" value="1"></legend>
      <input name="fieldset" value="1">
    </fieldset>
    <input name="elsewhere" value="1" form="other">
    <datalist><input name="datalist" value="1"></datalist>
    <template><input name="template" value="1"></template>`;
  expect(sentBy(controls)).toEqual([["legend", "1"]]);
});

test("sends the pressed button and no other", ({ expect }) => {
  const body = `<form>
    <button name="decision" value="deny">Deny</button>
    <button name="decision" value="allow">Allow</button>
    <input type="submit" name="other" value="Later">
    <input type="image" name="map" alt="Picture">
  </form>`;
  expect(press(body, "Allow")).toMatchObject({ url: { search: "?decision=allow" } });
  expect(press(body, "Deny")).toMatchObject({ url: { search: "?decision=deny" } });
  expect(press(body, "Later")).toMatchObject({ url: { search: "?other=Later" } });
  expect(press(body, "Picture")).toMatchObject({ url: { search: "?map.x=0&map.y=0" } });
});

test("sees only the buttons that submit, are enabled and in sight", ({ expect }) => {
  const body = `<form>
    <button>Plain</button> <button type="nonsense">Nonsense</button> <input type="submit" value="Input">
    <button aria-label="Label">×</button>
    <button type="button">Button</button> <button type="reset">Reset</button> <input type="button" value="Input button">
    <button disabled>Disabled</button> <button hidden>Hidden</button>
    <div style="display: none"><button>Invisible</button></div>
    <template><button>Template</button></template> <noscript><button>Without script</button></noscript>
    <button formmethod="dialog">Close the dialog</button>
  </form>`;
  expect(submitButtons(pageOf(body)).map(({ words }) => words)).toEqual([
    "Plain",
    "Nonsense",
    "Input",
    "Label",
    "Without script",
  ]);
});

test("says what a person would have to type first", ({ expect }) => {
  const form = '<form><input name="email" required><button>Send</button></form>';
  expect(press(form, "Send")).toMatchObject({ problem: "wants to know email" });
  const choices = `<form><label for="e">Your <b>e-mail</b></label><input id="e" name="email" required>
    <fieldset><legend>How long?</legend><label><input type="radio" name="for" value="h" required> hour</label><input type="radio" name="for" value="d"></fieldset>
    <label>Account <select name="account" required><option value="">Choose<option>wörk<option disabled>home</select></label>
    <textarea name="why" placeholder="Why?" required></textarea>
    <button>Send</button></form>`;
  expect(press(choices, "Send")).toMatchObject({
    problem:
      'wants to know email ("Your e-mail"), for ("How long?": "h" for "hour", "d"), account ("Account": "wörk"), why ("Why?")',
    hint: expect.stringContaining('fill: { "email": "…" }'),
    missing: ["email", "for", "account", "why"],
  });
  expect(press(choices.replace('name="email" required', ""), "Send")).toMatchObject({
    hint: expect.stringContaining('fill: { "for": "h" }'),
  });
  const filled = form.replace("required", 'required value="a@b.example"');
  expect(press(filled, "Send")).toHaveProperty("method", "GET");
});

test("says what was typed and does not fit, without repeating it", ({ expect }) => {
  const form = `<form><label>E-mail <input type="email" name="email"></label>
    <input name="pin" minlength="4"><input name="name" required><button>Send</button></form>`;
  expect(press(form, "Send", { fill: { email: "octocat", pin: "123" } })).toMatchObject({
    problem: 'wants to know name, and does not take what stands in email ("E-mail"), pin',
  });
});

test("reads a page of nothing but opening tags", ({ expect }) => {
  const page = pageOf(`<form>${"<div>".repeat(50_000)}<button>Deep</button>`);
  expect(submitButtons(page).map(({ words }) => words)).toEqual(["Deep"]);
});

const choices = `<input name="text"><input name="fixed" value="1" readonly><input type="hidden" name="hidden" value="1">
  <textarea name="area">old</textarea>
  <select name="size"><option value="s">Small<option value="l" label="Large">L<option disabled>Huge</select>
  <label><input type="radio" name="for" value="h" checked>An <b>hour</b></label>
  <input type="radio" name="for" value="d" id="day"><label for="day">A day</label>
  <input type="checkbox" name="to" value="read" checked><input type="checkbox" name="to" value="write">
  <label><input type="checkbox" name="remember">Remember me</label>`;

test("fills in what is typed, and chooses by value or by the words beside it", ({ expect }) => {
  const rest = { fixed: "1", hidden: "1" };
  const fill = {
    text: "t",
    area: "one\ntwo",
    size: "Large",
    for: "d",
    to: "write",
    remember: "on",
  };
  expect(Object.fromEntries(sentBy(choices, { fill }))).toEqual({
    ...fill,
    ...rest,
    area: "one\r\ntwo",
    size: "l",
  });
  const byWords = { size: "s", for: "A day", remember: "Remember me", to: "" };
  expect(Object.fromEntries(sentBy(choices, { fill: byWords }))).toEqual({
    text: "",
    area: "old",
    size: "s",
    for: "d",
    remember: "on",
    ...rest,
  });
});

test("chooses nothing that is not offered, and says what is", ({ expect }) => {
  const form = `<form>${choices}<button>Send</button></form>`;
  expect(press(form, "Send", { fill: { size: "Huge", for: "week" } })).toMatchObject({
    problem:
      'does not offer what was to be chosen for size ("s" for "Small", "l" for "Large"), for ("h" for "An hour", "d" for "A day")',
    hint: expect.stringContaining("`fill`"),
  });
});

test("keeps a form back whose box must be ticked, and is not to be", ({ expect }) => {
  const form =
    '<form><input type="checkbox" name="terms" value="1" required><button>Send</button></form>';
  expect(press(form, "Send")).toHaveProperty("method", "GET");
  expect(press(form, "Send", { isTicked: () => false })).toMatchObject({ missing: ["terms"] });
  expect(press(form, "Send", { fill: { terms: "" } })).toMatchObject({ missing: ["terms"] });
});
