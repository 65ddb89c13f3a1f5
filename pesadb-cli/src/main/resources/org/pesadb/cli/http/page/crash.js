// The crash lab: a command is stopped at a chosen point, the power goes, and recovery shows what it makes of what is left. On a
// scratch database in the server's memory: the one that is served is never touched.

import * as api from "./api.js";
import { pictures } from "./crashfiles.js";
import { announce, button, choice, field, h, show } from "./dom.js";
import { count, things } from "./format.js";
import { grid, trouble } from "./result.js";

const EXAMPLES = ["INS users 9 Crash", "UPD users SET name='Crash' WHERE id=1", "DEL users 1", "CREATE towns id:INT:PK name:TEXT:UNIQUE"];
const SOURCES = [
  ["sample", "a small sample"],
  ["copy", "a copy of this database"],
];
const UNFORCED = [
  ["lost", "lost: none of it is on the device"],
  ["kept", "kept: all of it got there, by luck"],
  ["torn", "torn: of the last write the first half got there"],
  ["tail", "torn: of the last write the second half got there"],
];

/** Points that tell most, each with how it is found. */
const MOMENTS = [
  ["Before the page records", (points) => points.find((point) => point.kind === "page record")],
  ["Between two pages", (points) => points.filter((point) => point.kind === "page record")[1]],
  ["Before the commit record", (points) => points.find((point) => point.kind === "commit record")],
  ["Before the force", (points) => points.find((point) => point.kind === "force" && point.where === "commit")],
  ["After the force", (points) => points.find((point) => point.where === "checkpoint")],
  ["In the midst of the checkpoint", (points) => middle(points.filter((point) => point.kind === "main page"))],
  ["Before the log begins anew", (points) => points.find((point) => point.kind === "header")],
  ["When all is done", (points) => points.find((point) => point.kind === "end")],
];

const VERDICTS = {
  there: "The command is there, all of it",
  absent: "The command is absent, all of it",
  unchanged: "Nothing to see: the command changes no row",
  other: "The command is neither there nor absent",
};

let command;
let source;
let errors;
let points;
let left;
let recovery;
let lab = null;
let busy = false;

/** Fills the panel. */
export function start(panel) {
  command = h("input", { id: "crash-command", class: "code", autocomplete: "off", autocapitalize: "off", spellcheck: "false", value: EXAMPLES[0] });
  source = choice(SOURCES, "sample", { id: "crash-source" });
  errors = h("div", { role: "alert" });
  points = h("div");
  left = h("div");
  recovery = h("div");
  const form = h(
    "form",
    { id: "crash", class: "row bottom", on: { submit: rehearse } },
    field("A command that changes something", command, "It is carried out in the server's memory. The database that you see in the other tabs stays as it is."),
    field("On", source),
    h("button", { type: "submit", class: "primary", text: "Rehearse it" }),
  );
  const examples = h(
    "p",
    { class: "row" },
    h("span", { class: "quiet", text: "For example" }),
    EXAMPLES.map((example) =>
      button(example, () => {
        command.value = example;
        form.requestSubmit();
      }, { class: "chip" }),
    ),
  );
  panel.append(
    h("h2", { text: "The crash lab" }),
    h("p", { text: "Stop a commit where you like, pull the plug, and see what recovery makes of what is left. This is no animation: the real engine runs over a disk in memory whose power can go." }),
    form,
    examples,
    errors,
    points,
    left,
    recovery,
  );
  // A lab has a place on the server: a page that goes gives it back, and begins anew where a browser brings it back.
  addEventListener("pagehide", () => {
    forget().catch((failure) => console.warn("The crash lab stays until the server forgets it:", failure.message));
  });
}

/** Does something, unless something is done already, and shows what went wrong with it. */
async function attempt(work) {
  if (busy) {
    return;
  }
  busy = true;
  try {
    await work();
    show(errors);
  } catch (failure) {
    show(errors, trouble(failure));
    errors.scrollIntoView({ block: "nearest" });
  } finally {
    busy = false;
  }
}

function rehearse(event) {
  event.preventDefault();
  return attempt(async () => {
    await forget();
    lab = await api.startCrash(command.value.trim(), source.value);
    showPoints();
  });
}

/** Ends the lab, where there is one. The server forgets one that nobody uses by itself, perhaps before. */
async function forget() {
  const before = lab;
  lab = null;
  show(points);
  show(left);
  show(recovery);
  if (before === null) {
    return;
  }
  try {
    await api.endCrash(before.id);
  } catch (failure) {
    if (failure.status !== 404) {
      throw failure;
    }
  }
}

/** A stage of the experiment; whoever comes to it is led to its heading. */
function stage(id, title, ...children) {
  const heading = h("h3", { tabindex: -1, text: title });
  return { element: h("section", { id, class: "stage" }, heading, children), enter: () => heading.focus() };
}

const middle = (some) => some[Math.floor(some.length / 2)];

// ---- 1. where

function showPoints() {
  const unforced = choice(UNFORCED, "lost", { id: "unforced" });
  const chosen = h("p", { id: "chosen-point", class: "note" });
  const radios = new Map();
  const told = () => {
    const point = lab.points[Number(new FormData(form).get("point")) - 1];
    show(chosen, point.kind === "end" ? "⚡ The power goes when all of it is done." : `⚡ The power goes before ${point.what}${place(point)}.`);
  };
  const moments = MOMENTS.map(([title, find]) => [title, find(lab.points)]).filter(([, point]) => point !== undefined);
  const form = h(
    "form",
    { class: "stage", on: { submit: (event) => pull(event, form, unforced.value), change: told } },
    h("p", {}, "A commit writes each changed page to the ", h("strong", { text: "log" }), ", behind them a ", h("strong", { text: "commit record" }), ", and ", h("strong", { text: "forces" }), " the log: it waits until the device has all of that. Only then whoever asked is told “ok”. Later a ", h("strong", { text: "checkpoint" }), " brings the pages to the main file, and the log begins anew."),
    h(
      "p",
      { class: "row" },
      h("span", { class: "quiet", text: "Take me to" }),
      moments.map(([title, point]) =>
        button(title, () => {
          radios.get(point.n).checked = true;
          told();
        }, { class: "chip" }),
      ),
    ),
    ["commit", "checkpoint"].map((where) => group(where, radios)),
    chosen,
    h(
      "div",
      { class: "row bottom" },
      field("What was written and not forced is", unforced),
      h("button", { id: "pull", type: "submit", class: "danger", text: "⚡ Pull the plug" }),
    ),
  );
  radios.get((lab.points.find((point) => point.kind === "commit record") ?? lab.points[0]).n).checked = true;
  told();
  const shown = stage("points", "1. Where shall the power go?", form);
  show(points, shown.element);
  shown.enter();
  announce(`${things(lab.points.length, "point")} to stop at.`);
}

function place(point) {
  return point.length > 0 ? ` (${things(point.length, "byte")} at ${count(point.offset)} of the ${point.file})` : "";
}

/** The calls of one part of the way, each a cell to stop before. */
function group(where, radios) {
  const own = lab.points.filter((point) => point.where === where);
  if (own.length === 0) {
    return null;
  }
  return h(
    "fieldset",
    { class: "points" },
    h("legend", { text: where === "commit" ? `The commit of transaction ${lab.tx}, call by call` : "The checkpoint behind it" }),
    own.map((point) => {
      const radio = h("input", { type: "radio", name: "point", class: "unseen", value: point.n });
      radios.set(point.n, radio);
      return h(
        "label",
        { class: "point", title: `${point.what}${place(point)}`, data: { kind: point.kind.replaceAll(" ", "-") } },
        radio,
        h("span", { "aria-hidden": "true", text: short(point) }),
        h("span", { class: "unseen", text: `before ${point.what}` }),
      );
    }),
  );
}

function short(point) {
  const words = { "commit record": "commit", "commit half": "½", force: point.file === "main file" ? "force main" : `force ${point.file}`, header: "header", end: "done", other: "…" };
  return words[point.kind] ?? `page ${point.page}`;
}

// ---- 2. what is left

function pull(event, form, unforced) {
  event.preventDefault();
  const point = Number(new FormData(form).get("point"));
  return attempt(async () => {
    show(recovery);
    showLeft(await api.pullPlug(lab.id, point, unforced));
  });
}

function showLeft(told) {
  const lies = told.unreadable === null ? null : h("p", { class: "note", text: `The log cannot be shown as it lies: ${told.unreadable}` });
  const shown = stage(
    "left",
    "2. What is left on the device",
    h("p", {}, "The power went before ", h("strong", { text: told.point.what.replace("nothing: all of it is", "anything else: all was") }), ". ", told.acknowledged
      ? "Whoever gave the command had been told “ok”: now it must be there after recovery."
      : "Whoever gave the command had not been told “ok”: it may be there or absent after recovery, but whole."),
    told.acknowledged ? null : h("details", {}, h("summary", { text: "What the engine made of it" }), h("p", { class: "trouble", text: told.told })),
    lies,
    pictures(told, lab.tx),
    h("div", { class: "row" }, button("Switch it on again: recover", recover, { id: "recover", class: "primary" })),
  );
  show(left, shown.element);
  shown.enter();
}

// ---- 3. recovery

function recover() {
  return attempt(async () => showRecovery(await api.recoverCrash(lab.id)));
}

function showRecovery(told) {
  let done = 0;
  const list = h("ol", { id: "crash-steps", class: "steps" });
  const verdict = h("div");
  const next = button("Next step", () => draw(done + 1), { id: "crash-next", class: "primary" });
  const all = button("All steps", () => draw(told.steps.length + 1), { id: "crash-all" });
  const draw = (to) => {
    done = to;
    show(list, told.steps.slice(0, done).map(step));
    list.lastElementChild.setAttribute("aria-current", "step");
    const over = done > told.steps.length;
    next.disabled = over;
    all.disabled = over;
    if (over) {
      show(verdict, judged(told));
      verdict.firstElementChild.firstElementChild.focus();
    } else {
      announce(list.lastElementChild.textContent);
    }
  };
  const shown = stage("recovery", "3. Recovery, step by step", h("p", { class: "quiet", text: `Opening the database makes ${things(told.steps.length, "step")} of it. The calls are those that it really made.` }), list, h("div", { class: "row" }, next, all), verdict);
  show(recovery, shown.element);
  shown.enter();
  draw(1);
}

const WORDS = {
  READ: "Reads",
  WRITE: "Writes",
  FORCE: "Forces",
  TRUNCATE: "Cuts",
  CREATE: "Makes",
  RENAME: "Renames",
  DELETE: "Deletes",
  FORCE_FOLDER: "Forces the names beside",
};

function step(told) {
  const bytes = told.to > told.from ? `bytes ${count(told.from)} to ${count(told.to)}` : "";
  const calls = told.calls > 1 ? things(told.calls, "call") : "";
  const detail = [told.what, bytes, calls].filter((one) => one !== "").join(" · ");
  return h(
    "li",
    { data: { call: told.call } },
    h("strong", { text: `${WORDS[told.call]} the ${told.file}` }),
    told.why === "" ? null : `: ${told.why}. `,
    detail === "" ? null : h("span", { class: "quiet", text: ` ${detail}` }),
  );
}

function judged(told) {
  return h(
    "section",
    { id: "verdict", class: "stage", data: { verdict: told.verdict, kept: told.kept } },
    h("h3", { tabindex: -1, text: VERDICTS[told.verdict] }),
    h("p", {}, h("strong", { text: "Why: " }), `${told.why}.`),
    told.kept
      ? h("p", { text: "✓ The promise is kept: whole or absent, and there if “ok” had been said. A check of every page, row and index entry found no fault." })
      : h("p", { class: "trouble", text: "A promise was broken. This is a fault of PesaDB, or of a plugin; please report it." }),
    told.faults.length === 0 ? null : h("ul", {}, told.faults.map((fault) => h("li", { text: fault }))),
    grid("Which transactions of the log came back, and why", ["tx", "whose", "came back", "why"], told.transactions.map((fate) => [fate.tx, fate.own ? "the command's" : "an earlier one", fate.back ? "yes" : "no", fate.why])),
    grid("Rows of each table", ["table", "before the command", "with the command", "now"], told.tables.map((table) => [table.name, ...[table.before, table.done, table.now].map((rows) => rows ?? "no such table")])),
    h("div", { class: "row" }, button("Try another point", () => {
      points.scrollIntoView({ block: "start" });
      points.querySelector("[name=point]:checked").focus({ preventScroll: true });
    }, { id: "crash-again" })),
  );
}
