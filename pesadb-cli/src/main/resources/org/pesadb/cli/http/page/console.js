// The console: the command language, as in the shell, with a history and completion.

import * as api from "./api.js";
import { announce, button, h, show } from "./dom.js";
import { things } from "./format.js";
import { common, offers } from "./completion.js";
import { History } from "./history.js";
import { grid, trouble } from "./result.js";

const SHOWN_ROWS = 500;
const KEPT_RESULTS = 50;
const SHOWN_LINES = 10_000;

const past = new History();
let input;
let output;
let list;
let within;
let runs;
let words = [];
let begun = "";
let active = -1;
let transaction = null;
let running = null;
let asked = 0;

/** Fills the panel. */
export function start(panel) {
  input = h("textarea", {
    id: "command",
    class: "code",
    rows: 2,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": "words",
    "aria-describedby": "command-hint",
  });
  list = h("ul", { id: "words", role: "listbox", "aria-label": "What may come next", hidden: true });
  output = h("div", { id: "output", role: "log", "aria-label": "Results" });
  within = h("p", { class: "note", role: "status" });
  runs = h("button", { type: "submit", class: "primary", text: "Run" });
  const form = h(
    "form",
    { class: "console", on: { submit: submitted } },
    h("label", { for: "command", text: "Command" }),
    h("div", { class: "under" }, input, list),
    h("small", {
      id: "command-hint",
      text: "Enter runs it, Shift+Enter begins a line. Up and down: the history. Tab completes; where there is nothing to complete, or after Escape, it goes on to the next control. HELP lists the commands.",
    }),
    h("div", { class: "row" }, runs, button("Cancel", () => running?.abort()), button("Clear", () => show(output))),
  );
  input.addEventListener("keydown", key);
  input.addEventListener("input", () => {
    asked++; // what was asked about is not there any more
    close();
  });
  input.addEventListener("blur", close);
  panel.append(h("h2", { text: "Console" }), form, within, output);
}

/** Whoever walks through the tabs by arrow keys stays among them; the tab key comes here. */
export function enter() {
  if (document.activeElement?.getAttribute("role") !== "tab") {
    input.focus();
  }
}

/** The address brings a command: it is written, and not run. */
export function given(text) {
  input.value = text;
  input.focus();
  history.replaceState(null, "", "#console"); // so that the same link works again
}

function key(event) {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    if (active >= 0) {
      take(words[active]);
    } else {
      submitted(event);
    }
  } else if (event.key === "Tab" && !event.shiftKey && !event.altKey && !event.ctrlKey) {
    complete(event);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
    input.dataset.leave = "yes";
    return;
  } else if (event.key === "Escape") {
    input.dataset.leave = "yes";
    return;
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !event.shiftKey && !event.altKey) {
    upOrDown(event, event.key === "ArrowUp" ? -1 : 1);
  }
  if (event.key !== "Shift") {
    delete input.dataset.leave;
  }
}

async function complete(event) {
  const before = input.value.slice(0, input.selectionStart);
  if (input.dataset.leave || before.trim() === "") {
    return;
  }
  event.preventDefault();
  if (!list.hidden) {
    choose((active + 1) % words.length);
    return;
  }
  const turn = ++asked;
  let offered;
  try {
    offered = await offers(before, transaction);
  } catch (failure) {
    console.warn("Nothing is completed now:", failure.message);
    offered = { begun: "", words: [] };
  }
  if (turn !== asked || document.activeElement !== input) {
    return; // somebody writes on, or went elsewhere
  }
  ({ begun, words } = offered);
  words = words.filter((word) => word !== begun);
  if (words.length === 0) {
    runs.focus(); // where nothing can come, the key does what it does everywhere
    return;
  }
  const shared = common(words);
  if (words.length === 1) {
    take(words[0]);
  } else {
    if (shared.length > begun.length && shared.startsWith(begun)) {
      put(shared, "");
      begun = shared;
    }
    offer();
  }
}

function take(word) {
  put(word, " ");
  close();
}

/** Writes a word in the place of its part that is there. */
function put(word, behind) {
  const at = input.selectionStart;
  input.setRangeText(word + behind, at - begun.length, at, "end");
}

function offer() {
  active = -1;
  list.hidden = false;
  input.setAttribute("aria-expanded", "true");
  show(
    list,
    words.map((word, index) =>
      h("li", {
        id: `word-${index}`,
        role: "option",
        "aria-selected": "false",
        text: word,
        on: {
          pointerdown: (event) => {
            event.preventDefault();
            take(word);
          },
        },
      }),
    ),
  );
  announce(`${things(words.length, "possibility", "possibilities")}: ${words.slice(0, 8).join(", ")}`);
}

function choose(index) {
  active = index;
  for (const [at, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(at === index));
  }
  list.children[index].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", `word-${index}`);
}

function close() {
  active = -1;
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function upOrDown(event, by) {
  if (!list.hidden) {
    event.preventDefault();
    choose((active + by + words.length) % words.length);
    return;
  }
  const lines = by < 0 ? input.value.slice(0, input.selectionStart) : input.value.slice(input.selectionEnd);
  if (lines.includes("\n")) {
    return; // within a command of several lines
  }
  const line = past.move(by, input.value);
  if (line !== null) {
    event.preventDefault();
    input.value = line;
  }
}

async function submitted(event) {
  event.preventDefault();
  const line = input.value.trim();
  if (line === "" || running !== null) {
    return;
  }
  past.add(line);
  input.value = "";
  close();
  running = new AbortController();
  runs.disabled = true;
  const place = h("div", { class: "answer" });
  const block = h("section", { class: "entry", "aria-label": line }, h("pre", { class: "asked", text: line }), place);
  print(block);
  try {
    await perform(line, place);
  } catch (failure) {
    place.append(
      failure.name === "AbortError"
        ? h("p", { class: "note", text: "Given up. What it had committed stays." })
        : trouble(failure),
    );
    if (failure.code === "NO_TRANSACTION" && transaction !== null) {
      inTransaction(null);
    }
  } finally {
    running = null;
    runs.disabled = false;
  }
  block.scrollIntoView({ block: "nearest" });
}

function print(element) {
  output.append(element);
  while (output.childElementCount > KEPT_RESULTS) {
    output.firstElementChild.remove();
  }
}

/** Requests know nothing of each other: a transaction over several of them has an id, which each of them names. */
async function perform(line, place) {
  const word = line.replace(/;$/, "").trim().toUpperCase();
  if (/^BEGIN(\s+READ)?$/.test(word)) {
    if (transaction !== null) {
      throw new api.Problem("IN_TRANSACTION", "A transaction is open already: COMMIT or ROLLBACK ends it.");
    }
    const { id, expires_ms: expires } = await api.begin(word !== "BEGIN");
    inTransaction(id);
    place.append(h("p", { class: "done", text: `ok; the server undoes it where nothing comes for ${Math.round(expires / 1000)} s` }));
  } else if ((word === "COMMIT" || word === "ROLLBACK") && transaction !== null) {
    const id = transaction;
    inTransaction(null);
    const done = await (word === "COMMIT" ? api.commit(id) : api.rollback(id));
    place.append(h("p", { class: "done", text: done?.tx ? `ok, transaction ${done.tx}` : "ok" }));
  } else if (word === "EXIT" || word === "QUIT") {
    place.append(h("p", { class: "quiet", text: "Close the page to leave. The database goes on." }));
  } else if (/^TRACE\s/i.test(line) && transaction === null) {
    const verbose = /^TRACE\s+VERBOSE\s/i.test(line);
    const { lines } = await api.trace(line.replace(/^TRACE(\s+VERBOSE)?\s+/i, ""), verbose);
    place.append(h("pre", { tabindex: 0, role: "group", "aria-label": line, text: lines.join("\n") }));
  } else {
    await command(line, place);
  }
}

async function command(line, place) {
  const rows = [];
  const text = [];
  let left = 0;
  let cut = 0;
  const started = performance.now();
  const result = () => {
    if (text.length > 0) {
      place.append(h("pre", { tabindex: 0, role: "group", "aria-label": line, text: text.join("\n") }));
    }
    if (rows.length > 0) {
      const columns = Object.keys(rows[0]);
      place.append(grid(line, columns, rows.map((row) => columns.map((column) => row[column])), { visible: false }));
    }
    if (left > 0) {
      place.append(h("p", { class: "note", text: `${things(left, "row")} more came and are not shown: LIMIT and OFFSET choose.` }));
    }
    if (cut > 0) {
      place.append(h("p", { class: "note", text: `${things(cut, "line")} more came and are not shown: the shell prints all.` }));
    }
  };
  try {
    const done = await api.command(
      line,
      (row) => {
        const names = Object.keys(row);
        if (names.length === 1 && names[0] === "line") {
          if (text.length < SHOWN_LINES) {
            text.push(row.line);
          } else {
            cut++;
          }
        } else if (rows.length < SHOWN_ROWS) {
          rows.push(row);
        } else {
          left++;
        }
      },
      { transaction, signal: running.signal },
    );
    result();
    const took = `${(performance.now() - started).toFixed(1)} ms with the way to the server and back`;
    place.append(h("p", { class: "done", text: `ok, ${things(done.rows, "row")}${done.tx ? `, transaction ${done.tx}` : ""} (${took})` }));
  } catch (failure) {
    result();
    throw failure;
  }
}

function inTransaction(id) {
  transaction = id;
  within.textContent = id === null ? "" : "A transaction is open: what follows is part of it, until COMMIT or ROLLBACK.";
}
