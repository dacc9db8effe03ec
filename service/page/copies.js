// An answer with its sources as Markdown and as plain text, and the way to the clipboard.

const plainly = (string) => String(string).replace(/\s+/g, " ").trim();
// Text of a document must stay text where it is pasted: no Markdown of its own, no HTML.
const escaped = (string) => plainly(string).replace(/[\\`*_[\]<>#|~&]/g, "\\$&");

function written(reply, as, { question, source, quote }) {
  const said = reply.sentences.length ? reply.sentences : [{ text: reply.answer, citations: [] }, ...reply.nearest];
  const marked = ({ text, citations }) => as(`${text} ${citations.map((number) => `[${number}]`).join("")}`);
  const cited = ({ id, title, publisher, published, page, ...place }) => {
    const from = [publisher, published, page && `p. ${page}`].filter(Boolean).map((part) => `, ${as(part)}`);
    const range = as(`${place.document_id} [${place.start}:${place.end}]`);
    return [`${source(id, as(title))}${from.join("")} (${range})`, quote(as(place.quote))];
  };
  return [
    question(as(reply.question)),
    "",
    ...(reply.conflicts.length ? ["The documents disagree.", ""] : []),
    said.map(marked).join(" "),
    "",
    ...(reply.citations.length ? ["Sources", "", ...reply.citations.flatMap(cited), ""] : []),
  ].join("\n");
}

export const markdown = (reply) =>
  written(reply, escaped, { question: (q) => `**${q}**`, source: (id, title) => `${id}. *${title}*`, quote: (q) => `   > ${q}` });

export const plain = (reply) =>
  written(reply, plainly, { question: (q) => q, source: (id, title) => `[${id}] ${title}`, quote: (q) => `    “${q}”` });

/** Put a string into the clipboard; true when that worked. Without https there is only the old way. */
export async function copy(string) {
  try {
    await navigator.clipboard.writeText(string);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: string, className: "unseen" });
    const before = document.activeElement;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    before?.focus();
    return done;
  }
}
