// An answer on the page: how it comes in, and how each of its states looks.
import { copy, markdown, plain } from "./copies.js";
import { button, count, day, find, make, origin, original, own, text } from "./dom.js";
import { named } from "./names.js";

const KINDS = { answered: "Answered from the documents", conflicting: "The documents disagree", not_found: "Not in the documents" };
const SURE = [
  [0.9, "very likely right"],
  [0.75, "likely right"],
  [0.5, "more likely right than not"],
  [0, "uncertain, so check the quotes"],
];
const inWords = (confidence) => SURE.find(([least]) => confidence >= least)[1];

/** A statement with its marks, which wait for their `citations`. */
function statement(tag, { text: said, citations: numbers }, citations = new Map(), seen = null) {
  const documents = numbers.map((number) => citations.get(number)?.document_id ?? "");
  const mark = (number) => {
    const label = `Source ${number}: ${citations.get(number)?.title ?? "awaited"}`;
    const open = { type: "button", disabled: !citations.size, "aria-label": label, "data-cites": number, "data-open": number };
    return make("sup", make("button.cite", open, number));
  };
  return make(`${tag}.sentence`, { "data-cites": numbers.join(" ") }, make("span.own", citations.size ? named(said, documents, seen) : text(said)), numbers.map(mark));
}

function card(citation) {
  const { id, title, page, url, quote } = citation;
  const open = { type: "button", "data-open": id, "aria-label": `Open source ${id} at its quote: ${title}` };
  return make(
    "li.card",
    { "data-cites": id, "data-card": id },
    make("span.number", { "aria-hidden": "true" }, id),
    make("h3", make("button.open", open, own(title))),
    make("p.soft.small", origin(citation), page && ` · p. ${page}`, original(url)),
    make("blockquote", own(quote)),
  );
}

function claim(sentence, citations, seen) {
  const from = sentence.citations.map((number) => citations.get(number));
  const dated = from.find(({ published }) => published);
  return make(
    "li.claim",
    make("p.date", dated ? day(dated.published) : "No date given"),
    statement("p", sentence, citations, seen),
    make("p.soft.small", own([...new Set(from.map(({ title }) => title))].join("; "))),
  );
}

/** Below an answer: how sure it is, how long it took, how to take it along. */
function facts(reply) {
  const { confidence, timings_ms: timings, question } = reply;
  const share = `${Math.round(confidence * 100)} %`;
  const title = "How often a reply like this one is right";
  const meter = { min: 0, max: 1, value: confidence, "aria-label": "Confidence" };
  return make(
    "div.facts",
    make("p.confidence", { title }, make("meter", meter), make("span", "This reply is ", make("b", inWords(confidence)), ` (${share})`)),
    make("p.soft.small", timings.total < 1000 ? `${Math.round(timings.total)} ms` : `${(timings.total / 1000).toFixed(1)} s`),
    make(
      "div.tools",
      copier("Copy as Markdown", () => markdown(reply)),
      copier("Copy as text", () => plain(reply)),
      copier("Copy link", () => `${location.origin}/?${new URLSearchParams({ q: question })}`),
      button("Print", () => print()),
    ),
  );
}

function copier(label, content) {
  const element = button(label, async () => {
    element.textContent = (await copy(content())) ? "Copied" : "The browser forbids it";
    find("state").textContent = element.textContent;
    setTimeout(() => (element.textContent = label) && (find("state").textContent = ""), 1600);
  });
  return element;
}

function put(kind, question, ...parts) {
  const result = find("result");
  result.className = kind;
  result.replaceChildren(make("h1.asked.unseen.own", text(question)), ...parts.filter(Boolean));
  result.hidden = false;
}

/** The page waits: grey lines stand where the answer will. */
export function showWaiting(question) {
  const lines = make("div.lines", { "aria-hidden": "true" }, make("i"), make("i"), make("i"));
  put("waiting", question, make("div.body", make("p.kind", "Reading the documents…"), make("p.answer"), lines));
}

/** The passages have been found. */
export function showReading({ passages }) {
  const documents = new Set(passages.map((passage) => passage.document_id)).size;
  find("result").querySelector(".kind").textContent = `Reading ${count(passages.length, "passage")} of ${count(documents, "document")}…`;
}

/** One sentence more; its sources come with the end. */
export function addSentence(sentence) {
  find("result").querySelector(".answer").append(statement("span", sentence), " ");
  find("result").querySelector(".lines")?.remove();
  announce(`${sentence.text} ${sentence.citations.map((number) => `Source ${number}.`).join(" ")}`);
}

const announce = (said) => find("stream").append(make("p", text(said)));

/** The whole answer; `fresh` where it has just come in. */
export function showReply(reply, fresh) {
  const { status, sentences, conflicts, nearest } = reply;
  const citations = new Map(reply.citations.map((citation) => [citation.id, citation]));
  const seen = new Set();
  find("descriptions").replaceChildren();
  const claimed = new Set(conflicts.flatMap(({ claims }) => claims.map((sentence) => sentence.text)));
  const prose = sentences.filter((sentence) => !claimed.has(sentence.text));
  const stated = prose.map((sentence) => [statement("span", sentence, citations, seen), " "]);
  const near = nearest.map((sentence) => make("li", statement("p", sentence, citations, seen)));
  const sources = count(citations.size, "source");
  put(
    status,
    reply.question,
    make(
      "div.body",
      make("p.kind", KINDS[status]),
      reply.short_answer && make("p.short", own(reply.short_answer)),
      sentences.length ? stated.length && make("p.answer", stated) : make("p.answer", own(reply.answer)),
      conflicts.map(({ about, claims }) =>
        make("div.conflict", make("h2", own(about)), make("ul.claims", claims.map((each) => claim(each, citations, seen))))),
      near.length && make("div.nearest", make("h2", "Nearest to it"),
        make("p.soft.small", "No answer to the question: what the documents say that comes closest."), make("ul", near)),
      facts(reply),
    ),
    citations.size && make("div.evidence", make("h2", near.length ? "Where that stands" : sources), make("ol.sources", reply.citations.map(card))),
  );
  if (fresh) announce(`${KINDS[status]}. ${sentences.length ? "" : reply.answer} ${inWords(reply.confidence)}, ${sources}.`);
}

/** Something went wrong; what had come in stays, marked as incomplete. */
export function showProblem(question, problem, retry) {
  const came = [...find("result").querySelectorAll(".answer > .sentence")].flatMap((sentence) => [sentence, " "]);
  const title = !problem.status ? "The connection is gone" : problem.status < 500 ? "This cannot be asked" : "No answer just now";
  put(
    "problem",
    question,
    make("div.body", { role: "alert" }, make("p.kind", title), make("p.reason", text(problem.message)), button("Try again", retry, "main")),
    came.length && make("div.incomplete", make("h2", "What had come in by then, without its sources"), make("p.answer", came)),
  );
}
