// Calls to the service. What goes wrong is a Problem that says what a person can do about it.

const KEY = "cited.key";
let key = null;
let wanted = null;
let askForKey = () => Promise.reject();

export class Problem extends Error {
  /** `wait`: seconds after which the service wants to be asked again; 0 where it does not say. */
  constructor(status, detail, wait = 0) {
    super(detail);
    Object.assign(this, { status, wait });
  }
}

/** Let `ask` be called when the service wants a key; it resolves to the key. */
export function whenAKeyIsWanted(ask) {
  askForKey = ask;
}

try {
  key = sessionStorage.getItem(KEY);
} catch {} // a browser may forbid storage; then a key lasts as long as the page

/** Ask for the key, once for however many calls want it. */
function wantKey(reason) {
  wanted ??= askForKey(reason).then((given) => {
    [key, wanted] = [given, null];
    try {
      sessionStorage.setItem(KEY, key);
    } catch {}
  });
  return wanted;
}

async function send(path, options = {}) {
  const used = key;
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const response = await fetch(path, { ...options, headers }).catch((error) => {
    if (options.signal?.aborted) throw error;
    throw new Problem(0, "The service cannot be reached. It may have stopped, or the connection is gone.");
  });
  if (response.ok) return response;
  const { detail } = (await response.json().catch(() => null)) ?? {};
  const reason = typeof detail === "string" ? detail : `The service answered ${response.status} and gave no reason.`;
  if (response.status !== 401) throw new Problem(response.status, reason, Number(response.headers.get("Retry-After")));
  if (used === key) await wantKey(reason); // else another call has brought a key by now
  options.signal?.throwIfAborted();
  return send(path, options);
}

const pathOf = (id) => `/v1/documents/${encodeURIComponent(id)}`;
const json = (method, body) => ({ method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });

export const get = async (path) => (await send(path)).json();
export const documentOf = (id) => get(pathOf(id));
export const put = async (id, body) => (await send(pathOf(id), json("PUT", body))).json();
export const remove = (id) => send(pathOf(id), { method: "DELETE" });

/** The events of an answer as they come; a stream that ends before `done` is a Problem. */
export async function* answer(question, signal) {
  const options = json("POST", { question });
  options.headers.Accept = "text/event-stream";
  const response = await send("/v1/answers", { ...options, signal });
  // Not piped through a decoding stream: when the line breaks, what waits in one is lost.
  const [reader, decoder] = [response.body.getReader(), new TextDecoder()];
  let rest = "";
  for (let name = ""; name !== "done"; ) {
    const { done, value } = await reader.read().catch(() => ({ done: true }));
    signal.throwIfAborted();
    if (done) throw new Problem(0, "The connection was lost before the answer was complete.");
    const events = (rest + decoder.decode(value, { stream: true })).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const fields = Object.fromEntries(event.split("\n").map((line) => line.split(/: ?(.*)/s, 2)));
      if (!fields.data) continue; // a comment that keeps the connection open
      const data = JSON.parse(fields.data);
      if ((name = fields.event) === "error") throw new Problem(data.status, data.detail);
      yield [name, data];
    }
  }
}
