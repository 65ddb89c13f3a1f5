// The storage map: every page of the database a cell, the pages that are in the log above, live.

import * as api from "./api.js";
import { announce, button, choice, field, h, show } from "./dom.js";
import { CellGrid } from "./cellgrid.js";
import { bytes, count, things } from "./format.js";
import { pageBytes } from "./pagebytes.js";
import { KINDS, Pages, SAID } from "./pages.js";
import { Colours, hue, JUST_NOW, paintCommit, paintPage } from "./paint.js";
import { trouble } from "./result.js";

const PAGE_BYTES = 4096;
/** After the last of several changes, and after the first of them at the latest, in milliseconds. */
const SETTLED = 400;
const PATIENCE = 3_000;
/** Larger maps are read anew less often: so many times as long as reading them took. */
const REST = 10;
const TABLED = 100;

const pages = new Pages();
let colours;
let grid;
let logGrid;
let facts;
let legend;
let errors;
let details;
let table;
let live;
let looks = new Map();
let order = [];
let only = null;
let changes = null;
let visits = null;
let first = 0;
let timer = null;
let ticking = null;
let lastChange = 0;
let reading = null;
let opened = 0;
let stale = { pages: true, log: true };
let loading = false;
let notBefore = 0;
let open = false;

/** Fills the panel. */
export function start(panel) {
  facts = h("p", { id: "map-facts", role: "status" });
  live = h("p", { class: "quiet", id: "map-live" });
  errors = h("div", { role: "alert" });
  legend = h("div", { class: "legend", role: "group", "aria-label": "Show only" });
  details = h("div");
  table = h("div");
  colours = new Colours(panel);
  grid = new CellGrid({
    id: "page-map",
    label: "Pages of the database",
    hint: "Arrow keys go from page to page, Enter shows the bytes of one. The same is below as a table.",
    height: 420,
    largest: 40,
    paint: paintCell,
    say: words,
    open: openPage,
  });
  logGrid = new CellGrid({
    id: "log-map",
    empty: "Empty: the main file has everything.",
    label: "Records of the log",
    hint: "Arrow keys go from record to record, Enter shows the bytes of its page.",
    height: 96,
    largest: 26,
    paint: paintRecord,
    say: recordWords,
    open: (record) => {
      if (pages.log[record].page !== null) {
        openPage(pages.log[record].page);
      }
    },
  });
  const zoom = choice([["0", "as large as fits"], ["4", "tiny"], ["8", "small"], ["15", "medium"], ["26", "large"]], "0");
  zoom.addEventListener("change", () => grid.zoom(Number(zoom.value)));
  const number = h("input", { type: "number", min: 0, step: 1, required: true });
  panel.append(
    h("h2", { text: "The storage map" }),
    facts,
    h(
      "form",
      {
        class: "row bottom",
        on: {
          submit: (event) => {
            event.preventDefault();
            openPage(Number(number.value));
          },
        },
      },
      field("Cells", zoom),
      field("Page", number),
      h("button", { type: "submit", text: "Show its bytes" }),
      h("span", { class: "grow" }),
      button("Checkpoint", () => run("CHECKPOINT"), { id: "checkpoint" }),
      button("Read anew", follow, { id: "read-anew" }),
    ),
    errors,
    h("h3", { text: "In the log: newer than the main file, until a checkpoint" }),
    logGrid.element,
    h("h3", { text: "All pages, by number" }),
    grid.element,
    live,
    legend,
    details,
    h("details", { class: "alternative", on: { toggle: drawTable } }, h("summary", { text: "All pages as a table" }), table),
  );
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : open && follow()));
}

/** Begins to follow what happens. */
export function enter() {
  open = true;
  follow();
}

/** What is not looked at is not followed. */
export function leave() {
  open = false;
  stop();
}

function follow() {
  stop();
  changes = api.listen(["PageChange", "LogForce", "Checkpoint"], hear, (yes, refused) => {
    live.textContent = yes
      ? "Live: what any program changes in this database shows here."
      : refused
        ? "Not live: this server wants its token. “Read anew” asks for it."
        : "Not live: no connection to the server. It is tried again.";
    if (yes) {
      refresh({ pages: true, log: true }, 0);
    }
  });
  visits = api.listen(["PageVisit"], seen, () => {});
  ticking = setInterval(tick, 500);
}

function stop() {
  changes?.close();
  visits?.close();
  changes = visits = null;
  clearInterval(ticking);
  clearTimeout(timer);
  timer = null;
  reading?.abort();
}

/** A page that somebody visits is in the cache then; when one leaves it, the next reading tells. */
function seen(type, event) {
  if (type === "PageVisit" && event.page < pages.count && pages.cached[event.page] === 0) {
    pages.cached[event.page] = 1;
    grid.draw();
  }
}

function hear(type, event) {
  if (type === "PageChange") {
    if (event.change === "FREE") {
      pages.set(event.page, "FREE", "");
    } else {
      pages.set(event.page, event.type, event.of);
    }
    pages.changed[event.page] = lastChange = performance.now();
    pages.cached[event.page] = 1;
    if (event.page >= grid.count) {
      grid.resize(pages.count);
    }
    grid.draw();
    // Whether the change is committed or undone, the next reading shows it as it is.
    refresh({ pages: event.change !== "EDIT", log: true });
  } else {
    refresh({ pages: type !== "LogForce", log: true });
  }
}

/** What is bright or marked for a while goes back in time. */
function tick() {
  if (performance.now() - lastChange < JUST_NOW + 1_000) {
    grid.draw();
  }
}

function refresh(what, after = SETTLED) {
  stale.pages ||= what.pages;
  stale.log ||= what.log;
  const now = performance.now();
  if (timer === null) {
    first = now;
  }
  clearTimeout(timer);
  timer = setTimeout(load, Math.max(Math.min(after, first + PATIENCE - now), after === 0 ? 0 : notBefore - now, 0));
}

async function load() {
  timer = null;
  if (loading) {
    refresh({});
    return;
  }
  loading = true;
  const begun = performance.now();
  const wanted = stale;
  stale = { pages: false, log: false };
  reading = new AbortController();
  try {
    if (wanted.pages) {
      await pages.load(reading.signal, soFar);
    }
    if (wanted.log) {
      await pages.loadLog(reading.signal);
    }
    show(errors);
    drawAll(wanted.pages);
  } catch (failure) {
    if (failure.name !== "AbortError") {
      show(errors, trouble(failure));
    }
  } finally {
    loading = false;
    notBefore = performance.now() + (performance.now() - begun) * REST;
  }
}

/** A large database takes a while to be read: what is known already shows. */
function soFar(read) {
  if (read > grid.count) {
    facts.textContent = `${things(read, "page")} read so far…`;
    grid.resize(read);
  }
  grid.draw();
}

async function run(command) {
  try {
    await api.command(command, () => {});
    announce(`${command} is done.`);
    if (open) {
      refresh({ pages: true, log: true }, 0);
    }
  } catch (failure) {
    show(errors, trouble(failure));
  }
}

function drawAll(anew) {
  const records = pages.log.filter((record) => record.page !== null).length;
  facts.textContent = `${things(pages.count, "page")} of 4 KiB, ${bytes(pages.count * PAGE_BYTES)}. In the log ${things(records, "page record")} of ${things(pages.inLog.size, "page")} and ${things(pages.log.length - records, "commit")}${pages.left > 0 ? `; ${things(pages.left, "older record")} not shown` : ""}.`;
  facts.dataset.pages = pages.count;
  facts.dataset.records = records;
  if (anew) {
    looks = new Map();
    const summary = pages.summary();
    order = [...summary.keys()].filter((name) => name !== "");
    drawLegend(summary);
    if (!table.contains(document.activeElement)) {
      drawTable();
    }
  }
  grid.resize(pages.count);
  logGrid.resize(pages.log.length);
}

/** The hue and kind of a page: the same object for all that look the same. */
function look(page) {
  const key = pages.of[page] * KINDS.length + pages.kinds[page];
  let one = looks.get(key);
  if (!one) {
    const owner = pages.table(pages.owner(page));
    one = { kind: pages.kind(page), table: owner, hue: hue(order, owner) };
    looks.set(key, one);
  }
  return one;
}

function paintCell(context, page, x, y, size) {
  const now = performance.now();
  const { kind, table: of, hue: colour } = look(page);
  paintPage(
    context,
    colours,
    {
      kind,
      hue: colour,
      bright: !pages.cacheTold || pages.cached[page] === 1,
      dimmed: only !== null && (only !== (of === "" ? kindGroup(kind) : of)),
      logged: pages.inLog.has(page),
      changed: pages.changed[page] > 0 && now - pages.changed[page] < JUST_NOW,
    },
    x,
    y,
    size,
  );
}

function paintRecord(context, index, x, y, size) {
  const record = pages.log[index];
  if (record.page === null) {
    paintCommit(context, colours, x, y, size);
  } else {
    const { kind, hue: colour } = look(record.page);
    paintPage(context, colours, { kind, hue: colour, bright: record.state === "committed" }, x, y, size);
  }
}

function words(page) {
  const owner = pages.owner(page);
  const parts = [`Page ${count(page)}: ${SAID[pages.kind(page)]}${owner === "" ? "" : ` of ${owner}`}`];
  if (pages.inLog.has(page)) {
    parts.push("newer in the log");
  }
  if (pages.cacheTold && pages.cached[page] === 1) {
    parts.push("in the buffer cache");
  }
  return `${parts.join(", ")}.`;
}

function recordWords(index) {
  const record = pages.log[index];
  const what = record.page === null ? record.record : `${record.record} of page ${count(record.page)}`;
  return `${what}, transaction ${record.tx ?? "none"}, ${record.state}, at byte ${count(record.offset)}.`;
}

function kindGroup(kind) {
  return kind === "FREE" || kind === "NONE" ? " free" : " own";
}

function drawLegend(summary) {
  const groups = [];
  for (const [name, kinds] of summary) {
    if (name !== "") {
      groups.push([name, name, hue(order, name), kinds]);
    }
  }
  const own = [...(summary.get("") ?? [])];
  const part = (free) => new Map(own.filter(([kind]) => (kindGroup(kind) === " free") === free));
  groups.push([" own", "the database's own", "hue-own", part(false)], [" free", "free", "hue-free", part(true)]);
  show(
    legend,
    groups.filter(([, , , kinds]) => kinds.size > 0).map(legendButton),
    h(
      "p",
      { class: "quiet" },
      "Full: rows. Half: index. With a hole: directory. Striped: part of a large row. Outlined: free. ",
      pages.cacheTold ? "Bright: in the buffer cache; faint: on disk alone. " : "What the buffer cache holds this database does not tell. ",
      h("span", { class: "mark logged", "aria-hidden": "true" }),
      " newer in the log. ",
      h("span", { class: "mark changed", "aria-hidden": "true" }),
      " changed just now.",
    ),
  );
}

function legendButton([key, text, colour, kinds]) {
  const told = [...kinds].map(([kind, number]) => `${SAID[kind].split(":")[0]} ${count(number)}`).join(", ");
  return h(
    "button",
    { type: "button", class: "chip", "aria-pressed": String(only === key), data: { key }, on: { click: () => highlight(key) } },
    h("span", { class: `swatch ${colour}`, "aria-hidden": "true" }),
    h("strong", { text }),
    ` ${told}`,
  );
}

function highlight(key) {
  only = only === key ? null : key;
  for (const one of legend.querySelectorAll("button")) {
    one.setAttribute("aria-pressed", String(one.dataset.key === only));
  }
  grid.draw();
}

async function openPage(page) {
  const turn = ++opened;
  try {
    const shown = await pageBytes(page, page < pages.count ? words(page) : "", () => {
      show(details);
      grid.canvas.focus();
    });
    if (turn !== opened) {
      return; // somebody chose another one meanwhile
    }
    show(errors);
    show(details, shown);
    const title = shown.querySelector("#page-title");
    title.focus({ preventScroll: true });
    shown.scrollIntoView({ block: "nearest" });
  } catch (failure) {
    if (turn === opened) {
      show(errors, trouble(failure));
    }
  }
}

let tableFrom = 0;
let tableOf = "";

/** The same as the map, for those who do not see it: as much of a table as is asked for. */
function drawTable() {
  if (!table.parentElement?.open) {
    return;
  }
  const chosen = choice([["", "every table"], ...order.map((name) => [name, name])], tableOf, { id: "table-of" });
  chosen.addEventListener("change", () => {
    tableOf = chosen.value;
    tableFrom = 0;
    drawTable();
    table.querySelector("select").focus();
  });
  const shown = [];
  let next = tableFrom;
  for (; next < pages.count && shown.length < TABLED; next++) {
    if (tableOf === "" || look(next).table === tableOf) {
      shown.push(next);
    }
  }
  const go = (from) => () => {
    tableFrom = Math.max(0, from);
    drawTable();
  };
  show(
    table,
    h(
      "div",
      { class: "row bottom" },
      field("Pages of", chosen),
      button("To the first", go(0), { disabled: tableFrom === 0 }),
      button("Next", go(next), { disabled: next >= pages.count }),
    ),
    h(
      "div",
      { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "All pages" },
      h(
        "table",
        { id: "page-table" },
        h("caption", { class: "unseen", text: "Pages of the database" }),
        h("thead", {}, h("tr", {}, ["page", "kind", "of", "in the log", "in the cache"].map((text) => h("th", { scope: "col", text })))),
        h(
          "tbody",
          {},
          shown.map((page) =>
            h(
              "tr",
              {},
              h("th", { scope: "row" }, button(String(page), () => openPage(page), { "aria-label": `Bytes of page ${page}` })),
              h("td", { text: SAID[pages.kind(page)] }),
              h("td", { text: pages.owner(page) }),
              h("td", { text: pages.inLog.has(page) ? "newer" : "" }),
              h("td", { text: !pages.cacheTold ? "not told" : pages.cached[page] === 1 ? "yes" : "" }),
            ),
          ),
        ),
      ),
    ),
  );
}
