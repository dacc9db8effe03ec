// A document beside the answer: its whole text, the quotes marked in it, the passage around the one that is read.
import { documentOf } from "./api.js";
import { find, make, origin, original, text } from "./dom.js";
import { units } from "./offsets.js";

const HEADING = /^#{1,6} .*$/gm;
const documents = new Map(); // those that were read, until the documents change
let opener = null;
let before = 0; // how far the page was scrolled
let calls = 0; // to open or to close; only the last one counts

export const isOpen = () => !find("reader").hidden;
export const forget = () => documents.clear();

async function read(id) {
  if (!documents.has(id)) documents.set(id, await documentOf(id));
  return documents.get(id);
}

/** What to mark, in units: the quotes, and the passage or else the paragraph around the current one. */
function ranges(body, { current, others, passages }) {
  const around = passages
    .filter(({ start, end }) => start <= current.start && current.end <= end)
    .sort((one, other) => one.end - one.start - (other.end - other.start))[0];
  const place = units(body, [current, ...others, around ?? current].flatMap(({ start, end }) => [start, end]));
  const inUnits = (span) => span && { ...span, start: place.get(span.start), end: place.get(span.end) };
  const quotes = [inUnits(current)];
  for (const other of others.map(inUnits)) {
    if (quotes.every(({ start, end }) => other.end <= start || end <= other.start)) quotes.push(other);
  }
  const end = body.indexOf("\n\n", quotes[0].end);
  const paragraph = { start: body.lastIndexOf("\n\n", quotes[0].start) + 1, end: end < 0 ? body.length : end };
  return { quotes: quotes.sort((one, other) => one.start - other.start), passage: inUnits(around) ?? paragraph };
}

/** The nodes of a part of the text: `inside` makes those of each span, `outside` those between them. */
function parts(from, to, spans, inside, outside) {
  const nodes = [];
  for (const span of spans.filter(({ start, end }) => start < to && from < end)) {
    const [start, end] = [Math.max(from, span.start), Math.min(to, span.end)];
    nodes.push(outside(from, start), inside(start, end, span));
    from = end;
  }
  return [...nodes, outside(from, to)];
}

/** The text with its marks: every character of it, and nothing else. */
function marked(body, { quotes, passage }, current) {
  const headings = [...body.matchAll(HEADING)].map(({ 0: line, index }) => ({ start: index, end: index + line.length }));
  const plain = (from, to) => text(body.slice(from, to));
  const lines = (from, to) => parts(from, to, headings, (start, end) => make("span.heading", plain(start, end)), plain);
  const mark = (start, end, { id }) => make(id === current?.id ? "mark.current" : "mark", { "data-cites": id }, plain(start, end));
  const quoted = (from, to) => parts(from, to, quotes, mark, lines);
  const inside = (from, to) => make("span.passage", quoted(from, to));
  return parts(0, body.length, passage ? [passage] : [], inside, quoted).flat(9);
}

/** Open a document; with a citation of `reply`, at its quote. */
export async function open(id, current = null, reply = null) {
  const call = (calls += 1);
  const found = await read(id);
  if (call !== calls) return;
  const here = (each) => each.document_id === id;
  const spans = current && { current, others: reply.citations.filter(here), passages: reply.passages.filter(here) };
  const nodes = marked(found.text, spans ? ranges(found.text, spans) : { quotes: [] }, current);
  if (!isOpen()) [opener, before] = [document.activeElement, scrollY];
  find("reader-title").replaceChildren(...text(found.title));
  find("reader-origin").replaceChildren(...[origin(found), current?.page && ` · p. ${current.page}`, original(found.url)].flat().filter(Boolean));
  find("reader-text").lang = found.language;
  find("reader-text").replaceChildren(...nodes);
  find("reader-turn").hidden = !current || reply.citations.length < 2;
  find("reader-place").textContent = current ? `Quote ${current.id} of ${reply.citations.length}` : "Document";
  find("reader").hidden = false;
  document.body.classList.add("reading");
  markCard(current?.id);
  if (!find("reader").contains(document.activeElement)) find("reader").focus({ preventScroll: true });
  show(find("reader-text").querySelector("mark.current"));
}

function markCard(id) {
  for (const card of document.querySelectorAll("[data-card]")) {
    if (card.dataset.card === String(id)) card.setAttribute("aria-current", "true");
    else card.removeAttribute("aria-current");
  }
}

/** Scroll the panel, or the page where the panel is the page, until the quote stands in the middle. */
function show(quote) {
  const box = find("reader-text");
  const target = box.scrollHeight > box.clientHeight ? box : document.documentElement;
  const edge = target === box ? box.getBoundingClientRect().top : 0;
  const at = quote?.getBoundingClientRect();
  target.scrollTop = at ? target.scrollTop + at.top - edge - (target.clientHeight - at.height) / 2 : 0;
}

/** Close the panel; the focus goes back to where it was opened from. */
export function close() {
  calls += 1;
  if (!isOpen()) return;
  const hadFocus = find("reader").contains(document.activeElement);
  find("reader").hidden = true;
  find("reader-text").replaceChildren();
  document.body.classList.remove("reading");
  markCard(null);
  scrollTo(0, before);
  if (hadFocus && opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
}
