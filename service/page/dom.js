// Elements and text. What the service sends only ever becomes text nodes, never markup.

// Characters that turn the direction of what follows: each stays in the text, in a box of its own that shows its code.
const TURNING = /([\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069])/;
const codeOf = (character) => `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

export const find = (id) => document.getElementById(id);

/** The nodes that show a string of a document or a person. */
export const text = (string) =>
  String(string ?? "")
    .split(TURNING)
    .map((part, index) => (index % 2 ? make("span.turning", { "data-code": codeOf(part) }, part) : part));

/** An element, "p.soft": `onclick` and the like are listened to, properties set, the rest become attributes. */
export function make(selector, ...content) {
  const [tag, ...classes] = selector.split(".");
  const element = document.createElement(tag);
  element.className = classes.join(" ");
  const properties = content[0]?.constructor === Object ? content.shift() : {};
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...content.flat(9).filter(Boolean));
  return element;
}

/** A span for words of a document, which keep their own direction. */
export const own = (string) => make("span.own", text(string));

export const button = (label, onclick, look = "quiet", properties = {}) =>
  make(`button.${look}`, { type: "button", onclick, ...properties }, label);

/** "1 source", "2 sources". */
export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
export const day = (published) => make("time", { dateTime: published }, DAY.format(new Date(published)));

/** Who published a document and when, as far as that is known. */
export function origin({ publisher, published }) {
  const known = [publisher && own(publisher), publisher && published && " · ", published && day(published)];
  return publisher || published ? known.filter(Boolean) : ["Publisher and date not known"];
}

/** The address of a document at its publisher, where it is one that a browser may open. */
export const original = (url) =>
  /^https?:\/\//i.test(url ?? "") && make("a.original", { href: url, rel: "noopener noreferrer", target: "_blank" }, "Original ↗");
