// The other names of a thing, shown where an answer names it: from the glossary of the corpus.
import { get } from "./api.js";
import { find, make, own, text } from "./dom.js";

let glossary = null;
let pattern = null;
const namesOf = ({ name, names, scoped, chinese }) => [name, ...names, ...Object.values(scoped).flat(), chinese];

/** Have the glossary at hand; a corpus without one has no names to show. */
export async function prepare() {
  glossary ??= await get("/v1/entities").then(({ entities }) => entities, () => null);
  const names = [...new Set((glossary ?? []).flatMap(namesOf))].filter(Boolean).sort((one, other) => other.length - one.length);
  const escaped = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  pattern = names.length ? new RegExp(`(?<![\\p{L}\\p{N}])(${escaped.join("|")})(?![\\p{L}\\p{N}])`, "gu") : null;
}
export function forget() {
  glossary = null;
}

/** What a name means in these documents: some names mean a thing of their own in some of them. */
function entityOf(name, documents) {
  const within = ({ scoped }) =>
    Object.entries(scoped).some(([prefix, names]) => names.includes(name) && documents.some((id) => id.startsWith(prefix)));
  return glossary.find(within) ?? glossary.find((entity) => [entity.name, ...entity.names, entity.chinese].includes(name));
}

/** Nodes for a string of an answer that cites these documents; `seen`: the things explained before. */
export function named(string, documents, seen) {
  const nodes = [];
  let end = 0;
  for (const { 0: name, index } of pattern ? string.matchAll(pattern) : []) {
    const entity = entityOf(name, documents);
    const others = entity ? [...new Set(namesOf(entity))].filter((other) => other && other !== name) : [];
    if (!others.length || seen.has(entity)) continue;
    seen.add(entity);
    const id = `name-${seen.size}`;
    find("descriptions").append(make("span", { id }, text(`Also called ${others.join(", ")}`)));
    const element = make("span.name", { tabIndex: 0, "aria-describedby": id }, text(name));
    Object.assign(element, { entity, others });
    nodes.push(text(string.slice(end, index)), element);
    end = index + name.length;
  }
  return [nodes, text(string.slice(end))];
}

function show(element) {
  const { name, kind, description } = element.entity;
  const tip = find("tip");
  tip.replaceChildren(
    make("p", make("b", text(name)), own(kind)),
    make("p", "Also called ", element.others.map((other, index) => [index ? ", " : "", text(other)])),
    make("p.soft", text(description)),
  );
  tip.hidden = false;
  // Below the name and within the window. The content policy lets a script set properties.
  const { left, top, bottom } = element.getClientRects()[0];
  const fits = bottom + tip.offsetHeight + 8 < innerHeight;
  tip.style.left = `${scrollX + Math.max(8, Math.min(left, document.documentElement.clientWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${scrollY + (fits ? bottom + 6 : top - tip.offsetHeight - 6)}px`;
}

/** Explain a name while the pointer is on it or its explanation, or it has the focus; Escape takes that away. */
export function install(root) {
  const tip = find("tip");
  let leaving = 0;
  const enter = ({ target }) => {
    clearTimeout(leaving);
    const element = target.closest?.(".name");
    if (element) show(element);
    else if (!tip.contains(target)) tip.hidden = true;
  };
  const leave = () => (leaving = setTimeout(() => (tip.hidden = true), 150));
  for (const element of [root, tip]) {
    element.addEventListener("pointerover", enter);
    element.addEventListener("pointerleave", leave);
  }
  root.addEventListener("focusin", enter);
  root.addEventListener("focusout", leave);
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || tip.hidden) return;
    tip.hidden = true;
    event.stopImmediatePropagation(); // the next Escape is for what lies under it
  });
}
