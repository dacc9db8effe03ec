// The documents: list, find, open and delete them. Adding and replacing is writing.js.
import { get, remove } from "./api.js";
import { button, count, find, make, origin, own, text } from "./dom.js";
import * as writing from "./writing.js";

const STEP = 100; // rows that are drawn at a time
let documents = [];
let openDocument = null;
let forget = null;

/** Get the list and draw it. */
export async function list() {
  try {
    ({ documents } = await get("/v1/documents"));
    find("list-fault").replaceChildren();
    draw();
  } catch (problem) {
    find("list-fault").replaceChildren(make("p", text(problem.message)), button("Try again", list, "main"));
  }
}

/** What is called after a change: the new list, and in words what has changed. */
async function changed(message) {
  forget();
  await list();
  find("state").textContent = message;
  find("documents-title").focus();
}

function draw(most = STEP) {
  const words = find("filter").value.toLowerCase().split(/\s+/);
  const said = ({ id, title, publisher, published }) => `${id} ${title} ${publisher} ${published}`.toLowerCase();
  const fitting = documents.filter((document) => words.every((word) => said(document).includes(word)));
  find("found").textContent = count(fitting.length, "document");
  find("list").replaceChildren(...fitting.slice(0, most).map(row));
  if (fitting.length > most) find("list").append(make("li.more", button("Show more", () => draw(most + STEP))));
}

function row(document) {
  const { id, title, language } = document;
  const tools = make("div.tools");
  const rest = () =>
    tools.replaceChildren(
      button("Replace", () => writing.replace(document), "quiet", { ariaLabel: `Replace ${title}` }),
      button("Delete", ask, "quiet", { ariaLabel: `Delete ${title}` }),
    );
  function ask() {
    const keep = button("Keep it", () => {
      rest();
      tools.lastChild.focus();
    });
    tools.replaceChildren(make("p", "Delete it for good?"), button("Delete", take, "danger"), keep);
    keep.focus();
  }
  async function take() {
    try {
      await remove(id);
      await changed(`Deleted: ${title}`);
    } catch (problem) {
      if (problem.status === 403) return writing.forbid(problem.message);
      rest();
      tools.prepend(make("p.fault", { role: "alert" }, text(problem.message)));
    }
  }
  rest();
  return make(
    "li.document",
    make("h2", button(own(title), () => openDocument(id), "open")),
    make("p.soft.small", origin(document), " · ", own(id), language !== "en" && ` · ${language}`),
    tools,
  );
}

/** Wire the view up: `onOpen` gets the id of the document to read, `onChange` hears that documents have changed. */
export function install(onOpen, onChange) {
  [openDocument, forget] = [onOpen, onChange];
  find("filter").addEventListener("input", () => draw());
  writing.install(changed, (id) => documents.some((document) => document.id === id));
}
