// The page: ask, read, check. Text from the service goes into the page through textContent only, never as HTML.

const find = (id) => document.getElementById(id);
const [form, input, state, columns, result, panel] = ["ask", "question", "state", "columns", "result", "document"].map(find);
let asking = new AbortController();

/** An element with text or children; strings become text nodes, so nothing in them is ever markup. */
function make(tag, { children = [], ...properties } = {}) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

async function call(path, options = {}) {
  const response = await fetch(path, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail ?? `The service answered ${response.status}.`);
  return body;
}

const originOf = ({ publisher, published }) => [publisher, published].filter(Boolean).join(" · ");

/** One mark for each citation of a sentence. */
function marks(numbers, citations) {
  return numbers.map((number) => {
    const citation = citations.get(number);
    const mark = make("button", { type: "button", textContent: String(number) });
    mark.setAttribute("aria-label", `Source ${number}: ${citation?.title ?? ""}`);
    mark.addEventListener("click", () => citation && openDocument(citation));
    return make("sup", { children: [mark] });
  });
}

const cited = (tag, sentence, citations, properties = {}) =>
  make(tag, { ...properties, children: [sentence.text, ...marks(sentence.citations, citations)] });

function card(citation) {
  const open = make("button", { type: "button", textContent: "Show in the document" });
  open.addEventListener("click", () => openDocument(citation));
  const children = [
    make("h4", { textContent: `${citation.id}. ${citation.title}` }),
    make("p", { className: "origin", textContent: originOf(citation) }),
    make("blockquote", { textContent: citation.quote }),
    open,
  ];
  if (/^https?:\/\//i.test(citation.url ?? "")) {
    children.push(" ", make("a", { href: citation.url, rel: "noopener noreferrer", target: "_blank", textContent: "Original" }));
  }
  return make("li", { className: "card", children });
}

function showAnswer(reply) {
  const citations = new Map(reply.citations.map((citation) => [citation.id, citation]));
  const parts = [];
  if (reply.status === "not_found") parts.push(make("p", { className: "kind", textContent: "Not in the documents" }));
  if (reply.status === "conflicting") parts.push(make("p", { className: "kind", textContent: "The documents disagree" }));
  if (reply.short_answer) parts.push(make("p", { className: "short", textContent: reply.short_answer }));
  const sentences = reply.sentences.flatMap((sentence) => [cited("span", sentence, citations), " "]);
  parts.push(make("p", { className: "answer", children: sentences.length ? sentences : [reply.answer] }));
  for (const conflict of reply.conflicts) {
    parts.push(make("h3", { textContent: conflict.about }));
    const claims = conflict.claims.map((claim) => cited("li", claim, citations, { className: "card" }));
    parts.push(make("ul", { className: "claims", children: claims }));
  }
  if (reply.nearest.length) {
    parts.push(make("h3", { textContent: "The nearest that the documents say" }));
    parts.push(make("ul", { children: reply.nearest.map((sentence) => cited("li", sentence, citations)) }));
  }
  if (reply.citations.length) {
    parts.push(make("h3", { textContent: "Sources" }));
    parts.push(make("ol", { className: "sources", children: reply.citations.map(card) }));
  }
  result.className = reply.status;
  result.replaceChildren(...parts);
  result.hidden = false;
}

async function openDocument({ document_id: id, start, end }) {
  try {
    const found = await call(`/v1/documents/${encodeURIComponent(id)}`);
    // Offsets count code points and a string here counts UTF-16 units, so the text is cut as code points.
    const points = Array.from(found.text);
    const cut = (from, to) => points.slice(from, to).join("");
    const quote = make("mark", { textContent: cut(start, end) });
    find("document-title").textContent = found.title;
    find("document-origin").textContent = originOf(found);
    find("document-text").replaceChildren(cut(0, start), quote, cut(end));
    panel.hidden = false;
    columns.classList.add("open");
    panel.focus({ preventScroll: true });
    quote.scrollIntoView({ block: "center" });
  } catch (error) {
    state.textContent = error.message;
  }
}

function closeDocument() {
  panel.hidden = true;
  columns.classList.remove("open");
}

async function ask(question) {
  asking.abort(); // the answer to an earlier question must not come in over this one's
  const { signal } = (asking = new AbortController());
  closeDocument();
  result.hidden = true;
  state.textContent = "Reading the documents…";
  document.title = `${question} – Cited`;
  try {
    const reply = await call("/v1/answers", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ question }),
      signal,
    });
    showAnswer(reply);
    const sure = Math.round(reply.confidence * 100);
    state.textContent = `Answered in ${Math.round(reply.timings_ms.total)} ms. Confidence ${sure} %.`;
  } catch (error) {
    if (!signal.aborted) state.textContent = error.message;
  }
}

/** Show what the address asks for: its `q`, or the empty page. */
function followAddress() {
  const question = new URLSearchParams(location.search).get("q") ?? "";
  input.value = question;
  if (question) return ask(question);
  asking.abort();
  closeDocument();
  result.hidden = true;
  state.textContent = "";
  document.title = "Cited";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = input.value.trim();
  if (!question) return;
  history.pushState(null, "", `?${new URLSearchParams({ q: question })}`);
  ask(question);
});
find("close").addEventListener("click", closeDocument);
panel.addEventListener("keydown", (event) => event.key === "Escape" && closeDocument());
addEventListener("popstate", followAddress);
followAddress();
