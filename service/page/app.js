// The page's way: what the address asks for is shown, and what is shown has an address.
import * as answers from "./answer.js";
import { answer, get, whenAKeyIsWanted } from "./api.js";
import { install, list } from "./documents.js";
import { find, make, own } from "./dom.js";
import * as light from "./light.js";
import * as names from "./names.js";
import * as past from "./past.js";
import * as reader from "./reader.js";

const TRIES = 20; // how often a service that is busy or being loaded is asked again
const [form, input, state, result, documents] = ["ask", "question", "state", "result", "documents"].map(find);
const replies = new Map(); // the questions of this visit, for the way back
let asking = new AbortController();
let reply = null; // the answer that is shown
let examples = null;

const asked = (name) => new URLSearchParams(location.search).get(name);

/** Show what the address asks for; `again` asks the service also where the answer is known. */
async function follow(again = false) {
  const [question, id, number] = ["q", "id", "quote"].map(asked);
  const kind = asked("view") === "documents" ? "documents" : question ? "answer" : "home";
  document.body.dataset.at = kind;
  find("to-ask").ariaCurrent = kind === "documents" ? null : "page";
  find("to-documents").ariaCurrent = kind === "documents" ? "page" : null;
  document.title = { answer: `${question} – Cited`, documents: "Documents – Cited", home: "Cited" }[kind];
  if (kind !== "answer") {
    asking.abort();
    reply = null;
    result.hidden = true;
    state.textContent = "";
  }
  if (kind !== "documents") documents.hidden = true;
  if (kind === "home") {
    input.value = "";
    reader.close();
    showPast();
    showExamples();
  } else if (kind === "documents") {
    if (documents.hidden) list();
    documents.hidden = false;
    if (id) await read(id);
    else reader.close();
  } else {
    if (again || reply?.question !== question) {
      reader.close();
      input.value = question;
      if (!(await ask(question, again))) return;
    }
    const citation = reply.citations.find((each) => String(each.id) === number);
    if (citation) await read(citation.document_id, citation);
    else reader.close();
  }
}

function go(parameters, replace = false, again = false) {
  const search = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  history[replace ? "replaceState" : "pushState"](null, "", `/?${search}`.replace(/\?$/, ""));
  follow(again);
}

/** Ask, and show what comes as it comes; true where an answer stands in the end. */
async function ask(question, again) {
  asking.abort(); // the answer to an earlier question must not come in over this one's
  const { signal } = (asking = new AbortController());
  state.textContent = "";
  find("stream").replaceChildren();
  reply = again ? null : (replies.get(question) ?? null);
  if (reply) {
    answers.showReply(reply);
    return true;
  }
  const prepared = names.prepare();
  answers.showWaiting(question);
  let complete = null;
  for (let tries = 1; !complete; tries += 1) {
    try {
      for await (const [name, data] of answer(question, signal)) {
        if (name === "passages") answers.showReading(data);
        else if (name === "sentence") answers.addSentence(data);
        else if (name === "done") complete = data;
      }
    } catch (problem) {
      if (signal.aborted) return false;
      if (problem.status !== 503 || !problem.wait || tries > TRIES) {
        state.textContent = "";
        answers.showProblem(question, problem, () => follow(true));
        return false;
      }
      state.textContent = problem.message;
      await new Promise((resolve) => setTimeout(resolve, problem.wait * 1000));
      if (signal.aborted) return false;
    }
  }
  await prepared;
  if (signal.aborted) return false;
  state.textContent = "";
  reply = { ...complete, question }; // as it was written here
  replies.set(question, reply);
  past.remember(question, reply.status);
  answers.showReply(reply, true);
  return true;
}

async function read(id, citation = null) {
  try {
    await reader.open(id, citation, reply);
  } catch (problem) {
    state.textContent = problem.message;
  }
}

/** Open a quote: the first adds to the history, so that back closes it; the next take its place. */
const openQuote = (quote) => go({ q: asked("q"), quote }, asked("quote"));

/** Go to the next quote, or with -1 to the previous one. */
function turn(by) {
  const most = reply?.citations.length ?? 0;
  const here = Number(asked("quote"));
  if (most) openQuote(here ? ((here - 1 + by + most) % most) + 1 : by > 0 ? 1 : most);
}

const closeReader = () => reader.isOpen() && go({ q: asked("q"), view: asked("view") });

/** The documents have changed: what was read of them holds no more. */
function forget() {
  replies.clear();
  reader.forget();
  names.forget();
  examples = null;
}

async function showExamples() {
  examples ??= await get("/v1/suggestions").catch(() => null);
  showLinks("examples", (examples?.questions ?? []).map((question) => ({ question })));
}

const showPast = () => showLinks("past", past.questions().slice(0, 12));

function showLinks(id, entries) {
  const link = (q) => make("a", { href: `/?${new URLSearchParams({ q })}` }, own(q));
  find(id).hidden = !entries.length;
  find(id).querySelector("ul").replaceChildren(...entries.map(({ question, status = "" }) => make(`li.${status}`, link(question))));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const question = input.value.trim();
  if (!question) return input.focus();
  if (matchMedia("(hover: none)").matches) input.blur(); // takes the keyboard off a small screen
  go({ q: question }, question === asked("q"), true);
});
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-open]");
  if (mark) return openQuote(mark.dataset.open);
  const anchor = event.target.closest("a[href^='/']");
  if (!anchor || anchor.pathname !== "/" || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(Object.fromEntries(new URL(anchor.href).searchParams));
  scrollTo(0, 0);
});
addEventListener("keydown", (event) => {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.key === "k") {
    event.preventDefault();
    input.select();
  }
  if (command || event.altKey || event.shiftKey || event.target.closest("input, textarea")) return;
  ({ Escape: closeReader, ArrowRight: () => turn(1), ArrowLeft: () => turn(-1) })[event.key]?.();
});
find("previous").addEventListener("click", () => turn(-1));
find("next").addEventListener("click", () => turn(1));
find("close").addEventListener("click", closeReader);
find("past-clear").addEventListener("click", () => {
  past.clear();
  showPast();
  input.focus();
});
whenAKeyIsWanted((reason) => {
  const [box, field] = [find("key"), find("key-value")];
  box.hidden = false;
  find("key-reason").textContent = reason;
  field.focus();
  return new Promise((resolve) => {
    box.onsubmit = (event) => {
      event.preventDefault();
      box.hidden = true;
      resolve(field.value.trim());
      field.value = "";
    };
  });
});
addEventListener("popstate", () => follow());
install((id) => go({ view: "documents", id }, asked("id")), forget);
light.install(find("columns"));
names.install(result);
follow();
