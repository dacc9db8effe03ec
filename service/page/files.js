// Files of this computer as documents: their text, their id, and what their front matter says of them.

const READABLE = /\.(md|markdown|txt)$/i;
const FRONT_MATTER = /^---\r?\n(.*?)\r?\n---[ \t]*\r?\n\s*/s;
const FIELD = /^(title|publisher|published|url|language):[ \t]+(.+?)\s*$/gm;

/** An id that the service takes, from a file's stem or a title. */
export const idFrom = (name) =>
  name.normalize("NFC").replace(/[^\p{L}\p{N}_.\- ]+/gu, "-").replace(/^[^\p{L}\p{N}_]+/u, "").slice(0, 200).trim();

/** What `key: value` lines say, quotes taken off; what YAML nests or leaves empty is left out. */
function fieldsOf(frontMatter) {
  const fields = {};
  for (const [, name, value] of frontMatter.matchAll(FIELD)) {
    if (/^(null|~|[>|][+-]?)$/.test(value)) continue;
    const [, quote, quoted] = value.match(/^(['"])(.*)\1$/) ?? [];
    fields[name] = quote === "'" ? quoted.replaceAll("''", "'") : quote ? quoted.replace(/\\(.)/g, "$1") : value;
  }
  return fields;
}

/** Read a file: `{id, body}`; an Error says why it cannot be a document. */
export async function documentFrom(file) {
  if (!READABLE.test(file.name)) throw new Error("Only Markdown and plain text can be added here (.md, .txt).");
  const bytes = await file.arrayBuffer();
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("It is not text in UTF-8; save it in that encoding.");
  }
  const id = idFrom(file.name.replace(READABLE, ""));
  if (!id) throw new Error("Its name has no letter or digit to make an id of; rename it.");
  const [front = "", fields = ""] = text.match(FRONT_MATTER) ?? [];
  return { id, body: { ...fieldsOf(fields), text: text.slice(front.length) } };
}
