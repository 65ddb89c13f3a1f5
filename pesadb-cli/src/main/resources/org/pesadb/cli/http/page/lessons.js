// The lessons of `pesadb learn`, to be read here. Nothing runs by itself: a link puts a command where its reader may run it.

import * as api from "./api.js";
import { h, show } from "./dom.js";
import { things } from "./format.js";
import { trouble } from "./result.js";

let list;
let main;
let lessons = [];
let shown = null;
let asked = 0;

/** Fills the panel. */
export function start(panel) {
  list = h("ul", { class: "names" });
  main = h("div", { class: "main" });
  panel.classList.add("sided");
  panel.append(h("nav", { class: "side", "aria-label": "Lessons" }, h("h2", { text: "Lessons" }), list), main);
}

/** They are part of the program: once read, they stay as they are. */
export async function enter() {
  if (lessons.length > 0) {
    return;
  }
  try {
    lessons = await api.lessons();
    drawList();
    if (shown === null) {
      show(main, welcome());
    }
  } catch (failure) {
    show(main, trouble(failure));
  }
}

/** The address names a lesson. */
export async function given(name) {
  const turn = ++asked;
  shown = name;
  drawList();
  try {
    const lesson = await api.lesson(name);
    if (turn === asked) {
      const article = read(lesson);
      show(main, article);
      article.querySelector("h2").focus();
    }
  } catch (failure) {
    if (turn === asked) {
      show(main, trouble(failure));
    }
  }
}

const address = (name) => `#lessons=${encodeURIComponent(name)}`;

function drawList() {
  show(
    list,
    lessons.map((lesson) =>
      h("li", {}, h("a", { class: "choice", href: address(lesson.name), text: lesson.title, "aria-current": lesson.name === shown ? "page" : null })),
    ),
  );
}

function welcome() {
  return h(
    "article",
    {},
    h("h2", { text: "Learn how a database works" }),
    h(
      "p",
      {},
      "Short lessons, in the order in which to take them. The shell goes through one with you, on a scratch database that is deleted at the end: ",
      h("code", { text: "pesadb learn" }),
      ". Here is their text, with links that put a command into the Console or Under the hood.",
    ),
    h(
      "ol",
      { class: "lessons" },
      lessons.map((lesson) =>
        h("li", {}, h("a", { href: address(lesson.name), text: lesson.title }), h("p", { class: "quiet", text: `${lesson.about}; ${things(lesson.steps, "step")}` })),
      ),
    ),
  );
}

function read(lesson) {
  const next = lessons[lessons.findIndex((one) => one.name === lesson.name) + 1];
  return h(
    "article",
    { class: "lesson" },
    h("h2", { tabindex: -1, text: lesson.title }),
    h("p", { class: "quiet", text: lesson.about }),
    h(
      "div",
      { class: "note" },
      h("p", {}, "To go through it on a scratch database: ", h("code", { text: `pesadb learn ${lesson.name}` }), ". It begins with empty tables users and orders."),
      h("p", {
        text:
          "The links below open a command in another tab of this page, and do not run it. Run there, it works on the database that is served: " +
          "one that is marked as a change changes it. A {name} in braces stands for a value that an earlier step has shown.",
      }),
    ),
    lesson.steps.map(step),
    next ? h("p", {}, "Next: ", h("a", { href: address(next.name), text: next.title })) : null,
  );
}

/** What stands in `such quotes` is something to type, or that is shown. */
function quoted(text) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? h("code", { text: part }) : part));
}

function step({ kind, text, session, does, trace }) {
  if (kind === "text") {
    // Drawings and tables stand in indented lines; other lines may break where the window wants it.
    return /^ /m.test(text) ? h("pre", { tabindex: 0, role: "group", "aria-label": "Drawing", text }) : h("p", {}, quoted(text));
  }
  const there = (tab, command, words) =>
    h("a", { href: `#${tab}=${encodeURIComponent(command)}`, text: words, "aria-label": `${words}: ${command}` });
  return h(
    "div",
    { class: "task" },
    h("code", { text: kind === "action" ? `!${text}` : `${session}> ${text}` }),
    h(
      "p",
      { class: "row quiet" },
      does === "shell" ? h("span", { text: kind === "action" ? "done by the lesson, in the shell" : "in the shell's lesson" }) : null,
      does === "changes" ? h("span", { class: "mark-change", text: "a change" }) : null,
      does === "shell" ? null : there("console", text, "In the Console"),
      does === "shell" || trace === null ? null : there("watch", trace, "Under the hood"),
    ),
  );
}
