// Adding documents, from files or by pasting, and replacing one; each with its progress and its own error.
import { documentOf, put } from "./api.js";
import { count, find, make, own, text } from "./dom.js";
import { documentFrom, idFrom } from "./files.js";

const form = find("new");
let changed = null;
let isTaken = null;
let old = null; // the document that the form replaces

/** This key may not write: take away what would. */
export function forbid(reason) {
  document.body.classList.add("read-only");
  find("read-only").textContent = `Documents can only be read here. ${reason}`;
}

/** A line of the queue, and the way to say how far it is: waits, runs, done, failed. */
function lineFor(name) {
  const note = make("span.note", "waits");
  const line = make("li.waits", make("b", own(name)), note);
  find("queue").append(line);
  return (kind, ...content) => {
    line.className = kind;
    note.replaceChildren(...content);
  };
}

/** Send one document; true where it is found from now on. */
async function send(tell, id, body) {
  tell("runs", "is being indexed", make("progress", { ariaLabel: `Indexing ${id}` }));
  try {
    const { created, chunks } = await put(id, body);
    tell("done", `✓ ${created ? "added" : "replaced"}, ${count(chunks, "passage")}`);
    return true;
  } catch (problem) {
    if (problem.status === 403) forbid(problem.message);
    tell("failed", make("span.fault", text(problem.message)));
    return false;
  }
}

/** Add files one after the other; one that fails does not stop the others. */
async function add(files) {
  let added = 0;
  for (const [file, tell] of [...files].map((each) => [each, lineFor(each.name)])) {
    try {
      const { id, body } = await documentFrom(file);
      added += await send(tell, id, body);
    } catch (error) {
      tell("failed", make("span.fault", error.message));
    }
  }
  find("files").value = "";
  if (added) await changed(`${added} of ${count(files.length, "file")} added.`);
}

/** An id that no document has yet, after a title or the first words. */
function free(words) {
  const id = idFrom(words.slice(0, 80)) || "pasted";
  let name = id;
  for (let number = 2; isTaken(name); number += 1) name = `${id} ${number}`;
  return name;
}

/** Send what the form holds. */
async function submit(event) {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(form)].filter(([, value]) => value.trim()));
  find("new-fault").textContent = given.text ? "" : "There is no text yet.";
  if (!given.text) return;
  const id = old?.id ?? free(given.title ?? given.text.match(/^#\s+(.+)$/m)?.[1] ?? given.text);
  if (old) given.language = old.language;
  if (!(await send(lineFor(id), id, given))) return;
  form.reset();
  await changed(`Written: ${id}`);
}

/** Put a document into the form, to be replaced. */
export async function replace(document) {
  try {
    const found = await documentOf(document.id);
    form.reset();
    old = found;
    for (const { name } of form.querySelectorAll("[name]")) form.elements[name].value = found[name] ?? "";
    find("old").replaceChildren("This takes the place of ", own(found.id), ".");
    find("paste").open = true;
    find("new-text").focus();
  } catch (problem) {
    find("state").textContent = problem.message;
  }
}

/** Wire it up: `onChange` is called after a change, `exists` tells whether there is a document of an id. */
export function install(onChange, exists) {
  [changed, isTaken] = [onChange, exists];
  find("files").onchange = () => add([...find("files").files]);
  form.onsubmit = submit;
  form.onreset = () => {
    old = null;
    find("old").replaceChildren();
    find("new-fault").textContent = "";
    find("paste").open = false;
  };
  for (const kind of ["dragover", "dragleave", "drop"]) {
    find("drop").addEventListener(kind, (event) => {
      event.preventDefault();
      find("drop").classList.toggle("over", kind === "dragover");
      if (kind === "drop") add([...event.dataTransfer.files]);
    });
  }
}
