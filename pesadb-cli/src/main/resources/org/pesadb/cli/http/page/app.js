// The page: tabs, each of which is a module that fills its panel when it is first opened.

import { connection, tokenFrom } from "./api.js";
import { ask, byId, field, h, show } from "./dom.js";
import * as consoleTab from "./console.js";
import * as crash from "./crash.js";
import * as lessons from "./lessons.js";
import * as map from "./map.js";
import { trouble } from "./result.js";
import * as tables from "./tables.js";
import * as watch from "./watch.js";

/**
 * In their order. A module has `start(panel)`, called once; `enter()` and `leave()`, where there are any, are called
 * whenever its tab is opened and left, `given(text)` where the address gives it something: #console=SEL%20users.
 */
const TABS = [
  { id: "tables", title: "Tables", module: tables },
  { id: "watch", title: "Under the hood", module: watch },
  { id: "map", title: "Storage map", module: map },
  { id: "crashlab", title: "Crash lab", module: crash },
  { id: "console", title: "Console", module: consoleTab },
  { id: "lessons", title: "Lessons", module: lessons },
];

let open = null;

function build() {
  const list = byId("tabs");
  for (const tab of TABS) {
    tab.button = h("button", {
      id: `tab-${tab.id}`,
      type: "button",
      role: "tab",
      "aria-controls": `panel-${tab.id}`,
      text: tab.title,
      on: { click: () => go(tab) },
    });
    tab.panel = h("section", {
      id: `panel-${tab.id}`,
      role: "tabpanel",
      "aria-labelledby": tab.button.id,
      hidden: true,
    });
    list.append(tab.button);
    byId("content").append(tab.panel);
  }
  list.addEventListener("keydown", move);
  addEventListener("hashchange", follow);
  follow();
}

/** Arrow keys go from tab to tab; the tab key goes on into the panel. */
function move(event) {
  const at = TABS.indexOf(open);
  const to = {
    ArrowRight: (at + 1) % TABS.length,
    ArrowLeft: (at + TABS.length - 1) % TABS.length,
    Home: 0,
    End: TABS.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    go(TABS[to]);
    TABS[to].button.focus();
  }
}

function go(tab) {
  location.hash = tab.id;
}

/** The part of the address behind # says which tab is open, and what it is given: so the browser's way back works. */
function follow() {
  const [name, ...rest] = location.hash.slice(1).split("=");
  if (name === "content") {
    return;
  }
  const next = TABS.find((tab) => tab.id === name) ?? TABS[0];
  if (next !== open) {
    change(next);
  }
  if (rest.length > 0) {
    open.module.given?.(decoded(rest.join("=")));
  }
}

/** What somebody wrote by hand may be no such text. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (malformed) {
    console.warn("Taken as it stands:", malformed.message);
    return text;
  }
}

function change(next) {
  document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
  open?.module.leave?.();
  open = next;
  for (const tab of TABS) {
    const chosen = tab === open;
    tab.button.setAttribute("aria-selected", chosen);
    tab.button.tabIndex = chosen ? 0 : -1;
    tab.panel.hidden = !chosen;
  }
  document.title = `${open.title} · PesaDB`;
  if (!open.started) {
    open.started = true;
    open.module.start(open.panel);
  }
  open.module.enter?.();
}

for (const [state, words] of [["online", "connected"], ["waiting", "waiting for the server…"], ["offline", "no answer"]]) {
  connection.addEventListener(state, () => {
    const place = byId("connection");
    if (place.dataset.state !== state) {
      place.dataset.state = state;
      show(place, words);
    }
  });
}

/** A server that others can reach wants the token that it was started with. */
function askToken(refused) {
  return new Promise((done) => {
    const token = h("input", { type: "password", autocomplete: "off", required: true });
    let given = null;
    const title = refused ? "That is not the token of this server" : "This server wants its token";
    const dialog = ask(title, field("Token", token, "The content of the file that --token-file names. It is kept until this tab is closed."), "Use it", async () => {
      given = token.value.trim();
    }, { trouble });
    dialog.addEventListener("close", () => done(given));
  });
}

tokenFrom(askToken);
build();
