import { form, named, testFormCases, type FormCase } from "./form-cases.test-support.ts";

const hidden = '<input type="hidden" name="a" value="1">';
const button = '<button name="b" value="2">Send</button>';

const owners: FormCase[] = [
  [
    "a form in a table, around its rows",
    `<table><form method="post" action="/go"><tr><td>${hidden}</td></tr><tr><td>${button}</td></tr></form></table>`,
    "POST /go a=1&b=2",
  ],
  [
    "a form whose element around it ends first",
    `<div><form method="post" action="/go"></div>${hidden}${button}`,
    "POST /go a=1&b=2",
  ],
  [
    "controls after the end of a form, inside of an element that it begins in",
    `<form method="post" action="/go"><div></form>${hidden}${button}</div>`,
    "POST /go a=1&b=2",
  ],
  [
    "a form in a form, which is none",
    `<form method="post" action="/go">${hidden}<form action="/no"><input name="c">${button}</form>`,
    "POST /go a=1&c=&b=2",
  ],
  [
    "a button after the end of the inner form, which ended the outer one",
    `<form action="/go">${hidden}<div><form><input name="c"></form></div>${button}</form>`,
    "nothing",
  ],
  [
    "a button that names its form",
    `<form id="f" action="/go">${hidden}</form><form action="/no"><button form="f">Send</button></form>`,
    "GET /go?a=1",
  ],
  [
    "a button that names what is no form",
    `<p id="f"></p><form id="f" action="/go"><button form="f">Send</button></form>`,
    "nothing",
  ],
  ["a button that names nothing", '<form><button form="">Send</button></form>', "nothing"],
];

const selects: FormCase[] = (
  [
    ["the first option", "<option value=1>one<option>two", "s=1"],
    ["the last of two selected options", "<option selected>1<option selected>2<option>3", "s=2"],
    [
      "no option where the selected one is disabled",
      "<option selected disabled>Choose…<option>1",
      "",
    ],
    ["the first option that is not disabled", "<option disabled>Choose…<option>1", "s=1"],
    [
      "the first option outside of a disabled group",
      "<optgroup disabled label=g><option>1</optgroup><option>2",
      "s=2",
    ],
    [
      "no option where the selected one is in a disabled group",
      "<optgroup disabled label=g><option selected>1</optgroup><option>2",
      "",
    ],
    ["no option where all are disabled", "<option disabled>1<option disabled>2", ""],
    ["an option that is hidden", "<option hidden>1<option>2", "s=1"],
    ["an option that has a label", "<option label=x>1<option>2", "s=1"],
    [
      "an option with blanks that HTML knows, and one that it does not",
      "<option> a \n b&nbsp;</option>",
      "s=a+b%C2%A0",
    ],
    ["no option where there is none", "", ""],
  ] as const
).map(([what, options, sent]) => [
  what,
  form(`<select name=s>${options}</select>`),
  `POST /go ${sent}`.trim(),
]);

const lists: FormCase[] = (
  [
    ["none of a list with rows", "size=3", "<option>1<option>2", ""],
    [
      "the last selected one of a list with rows",
      "size=3",
      "<option selected>1<option selected>2",
      "s=2",
    ],
    ["the first of a list with one row", "size=1", "<option>1<option>2", "s=1"],
    ["the first of a list with no row", "size=0", "<option>1<option>2", "s=1"],
    ["the first of a list with rows that are no number", "size=many", "<option>1<option>2", "s=1"],
    ["none of several", "multiple", "<option>1<option>2", ""],
    [
      "each of several but the disabled",
      "multiple",
      "<option selected>1<option selected disabled>2<option selected>3",
      "s=1&s=3",
    ],
    ["none of a disabled select", "disabled", "<option selected>1", ""],
  ] as const
).map(([what, attributes, options, sent]) => [
  what,
  form(`<select name=s ${attributes}>${options}</select>`),
  `POST /go ${sent}`.trim(),
]);

const required: FormCase[] = (
  [
    ["a text", "<input name=a required>", "refused: a"],
    ["a number that is none", "<input type=number name=a required>", "refused: a"],
    ["a text area", "<textarea name=a required></textarea>", "refused: a"],
    ["a file", "<input type=file name=a required>", "refused: a"],
    [
      "a radio group",
      "<input type=radio name=a value=1 required><input type=radio name=a>",
      "refused: a",
    ],
    [
      "a radio group with a choice",
      "<input type=radio name=a value=1 required><input type=radio name=a value=2 checked>",
      "POST /go a=2",
    ],
    [
      "a radio group, of which a disabled one is chosen",
      "<input type=radio name=a value=1 required><input type=radio name=a checked disabled>",
      "POST /go",
    ],
    ["a choice, and nothing is there", "<select name=a required></select>", "refused: a"],
    [
      "a choice, and the first says so",
      '<select name=a required><option value="">Choose…<option>1</select>',
      "refused: a",
    ],
    [
      "a choice, and the first says so in a group",
      '<select name=a required><optgroup label=g><option value="">Choose…</optgroup><option>1</select>',
      "POST /go a=",
    ],
    [
      "a choice, and a disabled one is selected",
      "<select name=a required><option selected disabled>Choose…<option>1</select>",
      "POST /go",
    ],
    [
      "a choice of a list",
      "<select name=a required size=2><option value=''>1</select>",
      "refused: a",
    ],
    ["a choice of several", "<select name=a required multiple><option>1</select>", "refused: a"],
    [
      "nothing that a hidden field would need",
      "<input type=hidden name=a required>",
      "POST /go a=",
    ],
    ["nothing that cannot be changed", "<input name=a readonly required>", "POST /go a="],
    ["nothing that is disabled", "<input name=a disabled required>", "POST /go"],
    ["something that has no name", "<input required>", "refused: "],
  ] as const
).map(([what, controls, outcome]) => [what, form(controls), outcome]);

const constrained: FormCase[] = (
  [
    ["an address that is none", "<input type=email name=a value=me>", "refused: a"],
    [
      "an address",
      "<input type=email name=a value=' m+e@a-b.example'>",
      "POST /go a=m%2Be%40a-b.example",
    ],
    [
      "addresses, of which one is none",
      "<input type=email multiple name=a value='a@b, c'>",
      "refused: a",
    ],
    ["a URL that is none", "<input type=url name=a value=me>", "refused: a"],
    ["a URL", "<input type=url name=a value='x:y'>", "POST /go a=x%3Ay"],
    ["what does not fit its pattern", "<input name=a pattern='[0-9]+' value=1a>", "refused: a"],
    ["what fits its pattern", "<input name=a pattern='1|2' value=2>", "POST /go a=2"],
    ["nothing, which fits every pattern", "<input name=a pattern='[0-9]+'>", "POST /go a="],
    ["a pattern that is none", "<input name=a pattern='[' value=x>", "POST /go a=x"],
    ["what is too small", "<input type=number name=a min=3 value=2>", "refused: a"],
    ["what is too large", "<input type=number name=a max=3 value=4>", "refused: a"],
    [
      "what is within its limits",
      "<input type=number name=a min=3 max=3 value=3 pattern=x>",
      "POST /go a=3",
    ],
    ["a default that is too short", "<input name=a minlength=3 value=1>", "POST /go a=1"],
    [
      "what does not fit and cannot be changed",
      "<input name=a pattern=b value=a readonly>",
      "POST /go a=a",
    ],
  ] as const
).map(([what, controls, outcome]) => [what, form(controls), outcome]);

const unchecked: FormCase[] = [
  [
    "that is not to be checked",
    form("<input name=a required>", "action=/go novalidate"),
    "GET /go?a=",
  ],
  [
    "whose button is not to be checked",
    '<form action="/go"><input name="a" required><button formnovalidate>Send</button></form>',
    "GET /go?a=",
  ],
];

const boxes: FormCase[] = [
  [
    "the last of two chosen radio buttons",
    form(
      "<input type=radio name=a value=1 checked><input type=radio name=a value=2 checked><input type=radio name=b value=3>",
    ),
    "POST /go a=2",
  ],
  [
    "the chosen radio button of each form",
    `<form><input type=radio name=a value=1 checked></form>${form("<input type=radio name=a value=2 checked>", "action=/go id=f").body.replace("<button", "<button form=f")}`.replace(
      "<form>",
      "<form id=g>",
    ),
    "GET /go?a=2",
  ],
];

testFormCases([
  ...owners,
  ...[...selects, ...lists].map(named("of a select ")),
  ...required.map(named("a form that requires ")),
  ...constrained.map(named("a form with ")),
  ...unchecked.map(named("a form ")),
  ...boxes,
]);
