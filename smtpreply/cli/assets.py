"""Style and scripts of the reference pages and of the report on a log: ours, inline, nothing loaded from anywhere."""

STYLE = """
:root { color-scheme: light dark; --text: #1c1e21; --dim: #5c6370; --back: #ffffff; --soft: #f3f4f6;
  --line: #d9dce1; --link: #1a5fb4; --c2: #1a7f37; --c3: #0b6e99; --c4: #9a6700; --c5: #c01c28; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --dim: #9aa2ae; --back: #16181c;
  --soft: #22252b; --line: #363b44; --link: #78aeed; --c2: #57c273; --c3: #5bbfe0; --c4: #e0b040;
  --c5: #ff7b72; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem 1rem 4rem; overflow-wrap: anywhere; }
nav { display: flex; gap: 1.2rem; padding: .3rem 0 .8rem; border-bottom: 1px solid var(--line); }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
h1 { font-size: 2rem; line-height: 1.2; margin: 1.2rem 0 .4rem; }
h1 small { display: block; font-size: 1.15rem; font-weight: 400; color: var(--dim); margin-top: .2rem; }
h2 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; } h2 small { font-weight: 400; color: var(--dim);
  margin-left: .6rem; }
p { margin: .3rem 0; } ul { margin: .3rem 0; padding-left: 1.2rem; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem;
  white-space: pre-wrap; font: .9rem/1.5 ui-monospace, monospace; margin: .4rem 0; }
dl { display: grid; grid-template-columns: 8rem 1fr; gap: .35rem 1rem; margin: .4rem 0; }
dt { color: var(--dim); } dd { margin: 0; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
.badge { display: inline-block; border: 1px solid var(--line); border-radius: 99px; padding: 0 .7rem;
  margin: 0 .4rem .3rem 0; font-size: .85rem; color: var(--dim); }
.c2 { color: var(--c2); } .c3 { color: var(--c3); } .c4 { color: var(--c4); } .c5 { color: var(--c5); }
.c0 { color: var(--dim); }
.cautions { color: var(--c4); } .note, .sources { color: var(--dim); font-size: .9rem; }
input { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--line);
  border-radius: 6px; padding: .5rem .7rem; } #search { width: 100%; margin-top: .6rem; }
.card { display: grid; grid-template-columns: 6rem 1fr auto; gap: 0 1rem; align-items: baseline;
  padding: .45rem .2rem; border-bottom: 1px solid var(--line); color: inherit; }
.card:hover { background: var(--soft); text-decoration: none; } .card small { color: var(--dim); }
@media (max-width: 34rem) { .card { grid-template-columns: 4.6rem 1fr; } .card small { grid-column: 2; } }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.6rem; }
@media (max-width: 34rem) { .two { grid-template-columns: 1fr; } }
[hidden] { display: none !important; }
"""

INDEX_SCRIPT = """
const search = document.getElementById("search"), count = document.getElementById("count");
const cards = [...document.querySelectorAll(".card")];
function show() {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const card of cards) {
    const fits = words.every(word => card.dataset.text.includes(word));
    card.hidden = !fits; shown += fits;
  }
  count.textContent = shown === 1 ? "1 code" : shown + " codes";
  history.replaceState(null, "", words.length ? "#" + encodeURIComponent(search.value) : "#");
}
search.value = decodeURIComponent(location.hash.slice(1));
search.addEventListener("input", show); show();
"""

COMPARE_SCRIPT = """
const first = document.getElementById("first"), second = document.getElementById("second");
const out = document.getElementById("comparison");
function element(name, text, kind) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}
function section(title, ...children) {
  const made = element("section"); made.append(element("h2", title), ...children); return made;
}
function side(code, texts) {
  const made = element("div");
  for (const text of texts) made.append(element("p", text));
  return made;
}
function both(a, b, read) {
  const made = element("div", "", "two");
  made.append(side(a, read(DATA.codes[a])), side(b, read(DATA.codes[b]))); return made;
}
function head(code) {
  const made = element("h2"), link = element("a", code, DATA.codes[code].colour);
  link.href = DATA.codes[code].page;
  made.append(link, element("small", DATA.codes[code].title)); return made;
}
function difference(a, b) {
  const A = DATA.codes[a], B = DATA.codes[b];
  if (a === b) return "There is none: both are " + a + ".";
  return A.confused[b] || B.confused[a] || A.about + "; " + B.about + ".";
}
function show() {
  const a = first.value.trim(), b = second.value.trim(), words = DATA.words;
  out.replaceChildren();
  if (!(a in DATA.codes) || !(b in DATA.codes)) {
    out.append(element("p", "Choose two codes: 220, 5.1.1 …", "note")); return;
  }
  history.replaceState(null, "", "#" + a + "," + b);
  const A = DATA.codes[a], B = DATA.codes[b], heads = element("div", "", "two");
  heads.append(head(a), head(b));
  const yes = same => same ? "yes" : "no";
  out.append(heads,
    section(words.difference, element("p", difference(a, b))),
    section(words.description, both(a, b, c => [c.description])),
    section(words.seen, both(a, b, c => [c.seen])),
    section(words.fix, both(a, b, c => c.fix)),
    section(words.again, both(a, b, c => [c.again])),
    section(words.advice, both(a, b, c => [c.action])),
    section(words.same, element("p", "class: " + yes(A.class === B.class) + ", scope: " +
      yes(A.scope === B.scope) + ", advice: " + yes(A.action === B.action))));
}
const [a, b] = decodeURIComponent(location.hash.slice(1) || "220,502").split(",");
first.value = a || ""; second.value = b || "";
first.addEventListener("input", show); second.addEventListener("input", show); show();
"""

LOG_STYLE = """
main { max-width: 58rem; } svg { display: block; width: 100%; min-width: 34rem; height: auto; margin: .5rem 0; }
svg text { fill: var(--dim); font: 12px system-ui, sans-serif; } .grid { stroke: var(--line); }
.f2 { fill: var(--c2); background: var(--c2); } .f4 { fill: var(--c4); background: var(--c4); }
.f5 { fill: var(--c5); background: var(--c5); } .f0 { fill: var(--dim); background: var(--dim); }
rect:hover { opacity: .7; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(7.6rem, 1fr)); gap: .7rem; margin: 1rem 0; }
.tile { background: var(--soft); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.2; } .tile small { color: var(--dim); }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; color: var(--dim); font-size: .85rem; margin: .3rem 0; }
.key i { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .4rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th { text-align: left; color: var(--dim); font-weight: 400; }
th, td { padding: .3rem .8rem .3rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
.n, .k { white-space: nowrap; } .n { text-align: right; font-variant-numeric: tabular-nums; }
td:first-child { min-width: 8rem; } td.a { min-width: 13rem; }
td.said { color: var(--dim); font: .82rem/1.45 ui-monospace, monospace; min-width: 14rem; }
"""
