/** The page's style sheet. The content security policy allows only its hash. */
export const STYLE = `
:root {
  --text: #1f2328; --soft: #59636e; --line: #d7dde3; --back: #ffffff; --panel: #f5f7f9; --link: #0a58ca;
  --get: #0b6b3a; --post: #0a58ca; --put: #8a4b00; --patch: #6f3fb3; --delete: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e8ec; --soft: #9da7b1; --line: #333b44; --back: #14181d; --panel: #1c2229; --link: #79b0ff;
    --get: #5fc98f; --post: #79b0ff; --put: #e3a857; --patch: #c4a1ff; --delete: #ff8a80;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body {
  margin: 0; color: var(--text); background: var(--back); line-height: 1.55;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; font-size: 1rem;
  display: grid; grid-template: "header header" auto "nav main" 1fr / 20rem minmax(0, 1fr);
}
a { color: var(--link); text-decoration-thickness: .06em; text-underline-offset: .15em; }
:focus-visible { outline: .15rem solid var(--link); outline-offset: .1rem; border-radius: .2rem; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .88em; }
p code, dd code, li code, td code { overflow-wrap: anywhere; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .6rem; z-index: 2; background: var(--back); padding: .3rem .6rem; }

header {
  grid-area: header; position: sticky; top: 0; z-index: 1; display: flex; gap: 1rem;
  justify-content: space-between; padding: .7rem 1.5rem; background: var(--back); border-bottom: 1px solid var(--line);
}
header p { margin: 0; }
.version { color: var(--soft); }

nav { grid-area: nav; border-right: 1px solid var(--line); font-size: .9rem; }
nav .wide { position: sticky; top: 3.1rem; max-height: calc(100vh - 3.1rem); overflow-y: auto; padding: 1rem 1rem 2rem 1.5rem; }
nav details { display: none; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav ul ul { margin: .2rem 0 1rem; }
nav li > a { display: flex; gap: .5rem; padding: .16rem 0; text-decoration: none; color: var(--text); }
nav .wide > ul > li > a, nav details > ul > li > a { font-weight: 600; }
nav a:hover { color: var(--link); text-decoration: underline; }
nav .method { flex: 0 0 3.4rem; font-size: .68rem; line-height: 1.3rem; text-align: right; }

main { grid-area: main; padding: 1.5rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 62rem; min-width: 0; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .5rem 0 1rem; }
h2 { font-size: 1.45rem; margin: 3.5rem 0 .6rem; padding-bottom: .35rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.15rem; margin: 0 0 .4rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { font-size: .95rem; margin: 1.3rem 0 .4rem; }
p { margin: 0 0 .8rem; max-width: 46rem; }
article { padding: 1.6rem 0; border-bottom: 1px solid var(--line); }
article:last-child { border-bottom: 0; }

.method { font: 700 .78rem/1.4 ui-monospace, Menlo, Consolas, monospace; color: var(--soft); }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); }
.patch { color: var(--patch); } .delete { color: var(--delete); }
.call { margin: 0 0 .3rem; overflow-wrap: anywhere; max-width: none; }
.call code { font-size: .95em; }
.also, .callers { color: var(--soft); font-size: .9rem; }
.callers { margin: .3rem 0 .8rem; }
.type, .bounds { color: var(--soft); font-size: .88rem; font-weight: 400; }
.bounds span::before { content: " · "; }
.required { color: var(--delete); font-size: .82rem; font-weight: 400; }

table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .9rem .45rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { border-top: 0; color: var(--soft); font-size: .82rem; }
tbody th { white-space: nowrap; }
td:last-child { min-width: 15rem; padding-right: 0; }

.fields { margin: 0; font-size: .92rem; }
.fields > div { padding: .45rem 0; border-top: 1px solid var(--line); }
.fields > div:first-child { border-top: 0; }
.fields dd { margin: 0; }
.fields .fields, details > .fields { margin: .4rem 0 .2rem .2rem; padding-left: 1rem; border-left: .15rem solid var(--line); }
summary { cursor: pointer; }
.fields summary { color: var(--link); font-size: .9rem; }

/* One click selects a whole command, to copy it. */
pre code { user-select: all; }
:target { background: var(--panel); }
.call a, .fields dt a, tbody th a { color: inherit; text-decoration: none; }
.call a:hover, .fields dt a:hover, tbody th a:hover { text-decoration: underline; }
pre {
  margin: 0; padding: .9rem 1rem; overflow-x: auto; background: var(--panel);
  border: 1px solid var(--line); border-radius: .4rem; line-height: 1.45;
}
.responses { list-style: none; margin: 0; padding: 0; font-size: .92rem; }
.responses > li { padding: .35rem 0; border-top: 1px solid var(--line); }
.responses > li:first-child { border-top: 0; }
.status { display: inline-block; min-width: 2.4rem; font: 700 .85rem ui-monospace, Menlo, Consolas, monospace; color: var(--soft); }
.s2 { color: var(--get); } .s4 { color: var(--put); } .s5 { color: var(--delete); }

@media (max-width: 52rem) {
  body { display: block; }
  header { padding: .6rem 1rem; }
  nav { border: 0; border-bottom: 1px solid var(--line); padding: .6rem 1rem; }
  nav .wide { display: none; }
  nav details { display: block; }
  nav details > ul { padding-top: .6rem; }
  nav li > a { padding: .35rem 0; }
  main { padding: 1rem 1rem 4rem; }
  .call code { font-size: .82em; }
  table, tbody, tr, tbody th, td { display: block; }
  thead { display: none; }
  tr { padding: .45rem 0; border-top: 1px solid var(--line); }
  tr:first-child, tbody th, td { border: 0; }
  tbody th, td, td:last-child { min-width: 0; padding: 0; }
  td:nth-of-type(-n+2) { display: inline; color: var(--soft); padding-right: .6rem; font-size: .88rem; }
}
@media print { nav, header { display: none; } body { display: block; } }
`;
