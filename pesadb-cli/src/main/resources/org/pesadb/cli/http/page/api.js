// The HTTP API, as /openapi.json describes it.

import { parse, stringify } from "./json.js";

/** A request that failed, with the stable code and the sentence that the server gives. */
export class Problem extends Error {
  constructor(code, detail, status = 0, outcome = null) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.status = status;
    this.outcome = outcome;
  }
}

/** Tells "online", "waiting" and "offline" as requests go. */
export const connection = new EventTarget();

/** So long nobody wonders about an answer, in milliseconds. */
const SOON = 3_000;

let waiting = 0;

function connected(state) {
  connection.dispatchEvent(new Event(state));
}

/** Sends a request; one that waits long for its answer is told about. */
async function wait(path, options) {
  let state = null;
  const timer = setTimeout(() => {
    state = "waiting";
    waiting++;
    connected(state);
  }, SOON);
  const end = (known) => {
    clearTimeout(timer);
    waiting -= state === "waiting" ? 1 : 0;
    if (known !== null && (waiting === 0 || known === "offline")) {
      connected(known);
    }
  };
  try {
    const response = await fetch(path, options);
    end("online");
    return response;
  } catch (failure) {
    // Who gives up learns nothing of the server, but waits no more.
    end(failure.name !== "AbortError" ? "offline" : state === "waiting" ? "online" : null);
    throw failure;
  }
}

const TOKEN = "pesadb.token";

/** How whoever looks is asked for the token of a server that wants one; gives it, or null. */
let askToken = async () => null;

/** Says how to ask for the token. */
export function tokenFrom(ask) {
  // Several requests may be refused at once: one question is enough.
  let asked = null;
  askToken = (refused) => {
    asked ??= ask(refused).finally(() => {
      asked = null;
    });
    return asked;
  };
}

async function request(method, path, what = {}) {
  const used = sessionStorage.getItem(TOKEN);
  try {
    return await send(method, path, what, used);
  } catch (failure) {
    if (failure.code !== "UNAUTHORIZED") {
      throw failure;
    }
    const token = sessionStorage.getItem(TOKEN) === used ? await askToken(used !== null) : sessionStorage.getItem(TOKEN);
    if (token === null) {
      throw failure;
    }
    sessionStorage.setItem(TOKEN, token);
    return send(method, path, what, token);
  }
}

async function send(method, path, { body = null, headers = {}, signal = null, keepalive = false }, token) {
  const options = { method, headers: { Accept: "application/json", ...headers }, signal, keepalive, cache: "no-store" };
  if (token !== null) {
    options.headers.Authorization = `Bearer ${token}`;
  }
  if (body !== null) {
    options.body = stringify(body);
    options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await wait(path, options);
  } catch (failure) {
    if (failure.name === "AbortError") {
      throw failure;
    }
    throw new Problem("NO_ANSWER", "The server does not answer. Is pesadb serve still running?");
  }
  if (!response.ok) {
    throw await problem(response);
  }
  return response;
}

async function problem(response) {
  const text = await response.text();
  try {
    const told = parse(text);
    return new Problem(
      told.code ?? told.title ?? "HTTP",
      told.detail ?? told.title ?? text,
      response.status,
      told.outcome ?? null,
    );
  } catch {
    return new Problem(`HTTP ${response.status}`, text || response.statusText, response.status);
  }
}

async function answer(method, path, options) {
  const text = await (await request(method, path, options)).text();
  return text === "" ? null : parse(text);
}

const at = (table) => `/api/tables/${encodeURIComponent(table)}`;

export const tables = async () => (await answer("GET", "/api/tables")).tables;

export const table = (name) => answer("GET", at(name));

export const createTable = (definition) => answer("POST", "/api/tables", { body: definition });

export const dropTable = (name) => answer("DELETE", at(name));

/** Rows of a table: `where`, `order`, `limit` and `cursor` where they are not empty. */
export function rows(name, options) {
  const query = new URLSearchParams();
  for (const [option, value] of Object.entries(options)) {
    if (value !== null && value !== "") {
      query.set(option, value);
    }
  }
  return answer("GET", `${at(name)}/rows?${query}`);
}

/** Inserts one row or an array of rows, in one transaction. */
export const insert = (name, row, transaction = null) =>
  answer("POST", `${at(name)}/rows`, { body: row, headers: within(transaction) });

const row = (name, key) => `${at(name)}/rows/${encodeURIComponent(key)}`;

export const change = (name, key, values) => answer("PATCH", row(name, key), { body: values });

export const remove = (name, key) => answer("DELETE", row(name, key));

export const join = (what) => answer("POST", "/api/join", { body: what });

export const trace = (command, verbose = false) => answer("POST", "/api/trace", { body: { command, verbose } });

/** What may come next behind the beginning of a command: `begun`, the part of a word that stands there, and `words`. */
export const complete = (command, transaction = null) =>
  answer("POST", "/api/complete", { body: { command }, headers: within(transaction) });

export const lessons = async () => (await answer("GET", "/api/lessons")).lessons;

export const lesson = (name) => answer("GET", `/api/lessons/${encodeURIComponent(name)}`);

function within(transaction) {
  return transaction === null ? {} : { "PesaDB-Transaction": transaction };
}

export const begin = (readOnly = false) => answer("POST", "/api/transactions", { body: { readOnly } });

export const commit = (id) => answer("POST", `/api/transactions/${encodeURIComponent(id)}/commit`);

export const rollback = (id) => answer("POST", `/api/transactions/${encodeURIComponent(id)}/rollback`);

const crash = (id) => `/api/crash/${encodeURIComponent(id)}`;

/** Begins a crash lab, on a `sample` or a `copy`. */
export const startCrash = (text, source) => answer("POST", "/api/crash", { body: { command: text, source } });

export const pullPlug = (id, point, unforced) => answer("POST", `${crash(id)}/pull`, { body: { point, unforced } });

export const recoverCrash = (id) => answer("POST", `${crash(id)}/recover`);

/** Ends one, even where the page goes meanwhile. */
export const endCrash = (id) => answer("DELETE", crash(id), { keepalive: true });

/**
 * Runs a command of the command language.
 *
 * @param command what to run
 * @param take    is given each row as it comes
 * @return what the `ok` line says
 * @throws Problem where the command fails, before its first row or behind it
 */
export async function command(text, take, { transaction = null, signal = null } = {}) {
  const response = await request("POST", "/api/command", {
    body: { command: text },
    headers: { Accept: "application/x-ndjson", ...within(transaction) },
    signal,
  });
  let ok = null;
  for await (const line of lines(response)) {
    if (line === "") {
      continue;
    }
    const told = parse(line);
    if (told.row) {
      take(told.row);
    } else if (told.error) {
      throw new Problem(told.error.code, told.error.message, response.status, told.error.outcome ?? null);
    } else if (told.ok) {
      ok = told.ok;
    }
  }
  if (ok === null) {
    throw new Problem("NO_ANSWER", "The answer broke off before its end. Whether the command was carried out is not known.");
  }
  return ok;
}

async function* lines(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const parts = (rest + piece.value).split("\n");
    rest = parts.pop();
    yield* parts;
  }
  if (rest !== "") {
    yield rest;
  }
}

const AGAIN = 2_000;

/**
 * Hears what happens inside the database, until it is closed; where the connection is lost, another one is tried. (A browser's own
 * EventSource would do, but cannot bring a token.)
 *
 * @param types of events
 * @param hear  is given the type and what the event tells; the type `dropped` says that some were left out
 * @param state is given true where it listens, false where it lost the connection, and then why: of a server that wants a token, nothing is tried again
 */
export function listen(types, hear, state) {
  const closed = new AbortController();
  const { signal } = closed;
  const follow = async () => {
    while (!signal.aborted) {
      try {
        await events(`/api/events?types=${types.join(",")}`, signal, hear, state);
      } catch (failure) {
        if (signal.aborted) {
          return;
        }
        console.warn("The events broke off:", failure.message);
        if (failure.code === "UNAUTHORIZED") {
          state(false, failure);
          return; // whoever looks has no token; the next request asks again
        }
      }
      if (!signal.aborted) {
        state(false);
        await new Promise((wake) => setTimeout(wake, AGAIN));
      }
    }
  };
  follow();
  return { close: () => closed.abort() };
}

async function events(path, signal, hear, state) {
  const response = await request("GET", path, { headers: { Accept: "text/event-stream" }, signal });
  state(true);
  let type = "message";
  let data = "";
  for await (const line of lines(response)) {
    if (signal.aborted) {
      return;
    }
    if (line === "") {
      if (data !== "" || type === "dropped") {
        hear(type, data === "" ? {} : parse(data));
      }
      type = "message";
      data = "";
    } else if (line.startsWith("event:")) {
      type = line.slice(6).trim();
    } else if (line.startsWith("data:")) {
      data += line.slice(5).trim();
    }
  }
}
