/** The one style sheet. System fonts and colours of both schemes; nothing is loaded from anywhere. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --page: #f5f4f8; --card: #fff; --line: #e2e0ea; --text: #1d1b26; --soft: #5c586b;
  --accent: #5b3df5; --on-accent: #fff; --tint: #efecfe; --code: #f7f6fb;
  --warn: #8a4b00; --warn-tint: #fff4e2; --warn-line: #f3d9ac; --good: #12693f; --good-tint: #e3f6ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131119; --card: #1c1a24; --line: #34303f; --text: #f0eef6; --soft: #aaa5b8;
    --accent: #a796ff; --on-accent: #17122e; --tint: #2a2544; --code: #15131c;
    --warn: #ffc876; --warn-tint: #33270f; --warn-line: #5b4519; --good: #7fdcab; --good-tint: #14301f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: clamp(1rem, 4vw, 3.5rem) 1rem 3rem; background: var(--page); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere;
  -webkit-text-size-adjust: 100%;
}
main { max-width: 43rem; margin: 0 auto; }
main.narrow { max-width: 29rem; }
.brand { display: flex; align-items: center; gap: .6rem; margin: 0 0 1.1rem; font-weight: 600; color: var(--soft); }
.brand svg { width: 1.75rem; height: 1.75rem; flex: none; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
  padding: clamp(1.15rem, 4vw, 1.9rem); margin: 0 0 1rem; box-shadow: 0 1px 2px #0000000d, 0 8px 24px #0000000a;
}
h1 { font-size: clamp(1.45rem, 5vw, 1.9rem); line-height: 1.2; letter-spacing: -.02em; margin: 0 0 .6rem; text-wrap: balance; }
h2 { font-size: 1.1rem; line-height: 1.3; letter-spacing: -.01em; margin: 0 0 .6rem; }
p { margin: 0 0 .8rem; } p:last-child, ul:last-child, ol:last-child, dl:last-child { margin-bottom: 0; }
.lead { font-size: 1.08rem; color: var(--soft); }
.soft { color: var(--soft); font-size: .93rem; }
a { color: var(--accent); text-underline-offset: .2em; }
code, pre { font: .875em/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { background: var(--code); border: 1px solid var(--line); border-radius: .35rem; padding: .08em .35em; }
pre {
  background: var(--code); border: 1px solid var(--line); border-radius: .7rem; margin: 0 0 .8rem;
  padding: .9rem 1rem; overflow-x: auto; overflow-wrap: normal; tab-size: 2;
}
pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
pre code { background: none; border: 0; padding: 0; font-size: 1em; }
ol, ul { margin: 0 0 .8rem; padding-left: 1.3rem; } li { margin: .25rem 0; }
.snippet { position: relative; margin: .6rem 0 .8rem -1.3rem; }
.snippet button { position: absolute; top: .5rem; right: .5rem; padding: .3rem .75rem; font-size: .82rem; background: var(--card); }
.tag { display: inline-block; border-radius: 1rem; padding: .1rem .65rem; font-size: .8rem; font-weight: 600; background: var(--tint); color: var(--accent); }
.tag.good { background: var(--good-tint); color: var(--good); } .tag.warn { background: var(--warn-tint); color: var(--warn); }
.rows { list-style: none; padding: 0; margin: 0; }
.rows > li { padding: .8rem 0; margin: 0; border-top: 1px solid var(--line); } .rows > li:first-child { border-top: 0; padding-top: 0; } .rows > li:last-child { padding-bottom: 0; }
.rows p { margin: .3rem 0 0; } .rows pre { margin: .5rem 0 0; } .rows + p { margin-top: 1rem; }
.head { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: center; justify-content: space-between; }
dl { display: grid; gap: .8rem; margin: 0 0 1.1rem; } dt { color: var(--soft); font-size: .87rem; } dd { margin: 0; font-weight: 600; }
.host { font-weight: 400; color: var(--soft); } .host strong { color: var(--text); }
.note { background: var(--warn-tint); border: 1px solid var(--warn-line); border-radius: .7rem; padding: .8rem 1rem; margin: 0 0 1.1rem; color: var(--warn); font-size: .95rem; }
fieldset { border: 0; margin: 0 0 1.2rem; padding: 0; } legend { padding: 0; margin: 0 0 .45rem; color: var(--soft); font-size: .87rem; }
.choice { display: flex; gap: .8rem; align-items: flex-start; border: 1px solid var(--line); border-radius: .7rem; padding: .8rem 1rem; cursor: pointer; }
.choice + .choice { margin-top: .5rem; }
.choice input { width: 1.15rem; height: 1.15rem; margin: .2rem 0 0; accent-color: var(--accent); flex: none; }
.choice strong { display: block; }
.actions { display: grid; grid-template-columns: 1fr 1fr; gap: .7rem; margin: 0 0 .9rem; }
button {
  font: inherit; font-weight: 600; color: var(--text); background: var(--card); cursor: pointer;
  border: 1px solid var(--line); border-radius: .7rem; padding: .75rem 1rem;
}
button.main { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
button:hover { filter: brightness(.96); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (max-width: 30rem) { pre { font-size: .78em; padding: .8rem; } }
@media (prefers-color-scheme: dark) { button:hover { filter: brightness(1.12); } }
`;
