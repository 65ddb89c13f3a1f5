// Results and errors, shown in the same way wherever they come up.

import { h } from "./dom.js";
import { count, value } from "./format.js";

const SHOWN_CHARACTERS = 1_000;

/** An error, with its code and the sentence that goes with it. */
export function trouble(failure) {
  const code = failure.code ?? failure.name ?? "ERROR";
  return h(
    "div",
    { class: "trouble", data: { code } },
    h("strong", { class: "code", text: code }),
    h("p", { text: failure.message }),
    failure.outcome === "unknown"
      ? h("p", { text: "The outcome is unknown: wholly done or not at all. It shows once the database is opened again." })
      : null,
  );
}

function isNumber(of) {
  return typeof of === "number" || typeof of === "bigint";
}

function numbers(rows, column) {
  return rows.some((row) => isNumber(row[column])) ? "number" : null;
}

/** The cell of a value: what is NULL, a number or a text looks so; of a very long text, its beginning and how long it is. */
export function cell(of, properties = {}) {
  if (of === null || of === undefined) {
    return h("td", properties, h("span", { class: "null", text: "NULL" }));
  }
  const text = value(of);
  if (text.length <= SHOWN_CHARACTERS) {
    return h("td", { ...properties, class: isNumber(of) ? "number" : "text" }, text);
  }
  // Not between the two halves of a character.
  const beginning = text.slice(0, SHOWN_CHARACTERS).replace(/[\ud800-\udbff]$/, "");
  return h("td", { ...properties, class: "text" }, beginning, h("span", { class: "null", text: ` … of ${count(text.length)} characters` }));
}

/**
 * A result as a table.
 *
 * @param caption what it is
 * @param columns their names
 * @param rows    arrays of values, in the order of the columns
 */
export function grid(caption, columns, rows, { visible = true } = {}) {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    h(
      "table",
      {},
      h("caption", { text: caption, class: visible ? null : "unseen" }),
      h("thead", {}, h("tr", {}, columns.map((column, i) => h("th", { scope: "col", text: column, class: numbers(rows, i) })))),
      h("tbody", {}, rows.map((row) => h("tr", {}, row.map((of) => cell(of))))),
    ),
  );
}
