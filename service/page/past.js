// The questions that this browser has asked, kept in it and nowhere else.

const KEY = "cited.questions";
const MOST = 50;

function read() {
  try {
    const list = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(list) ? list.filter((entry) => typeof entry?.question === "string") : [];
  } catch {
    return []; // storage is forbidden, or holds what we did not write
  }
}

function write(list) {
  try {
    if (list.length) localStorage.setItem(KEY, JSON.stringify(list));
    else localStorage.removeItem(KEY);
  } catch {}
}

/** Newest first: `{question, status}`. */
export const questions = read;
export const clear = () => write([]);

export function remember(question, status) {
  write([{ question, status }, ...read().filter((entry) => entry.question !== question)].slice(0, MOST));
}
