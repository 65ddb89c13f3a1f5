// The bytes of one page and what they mean.

import * as api from "./api.js";
import { button, h } from "./dom.js";
import { count, things } from "./format.js";
import { cell } from "./result.js";

const PAGE = 4096;

/**
 * Shows a page.
 *
 * @param number which
 * @param words  what the map knows of it
 * @param close  is called where it shall go
 */
export async function pageBytes(number, words, close) {
  const pieces = [];
  await api.command(`INSPECT PAGE ${number}`, (row) => pieces.push(row));
  const named = pieces.filter((piece) => piece.field !== "");
  const room = pieces.filter((piece) => piece.field === "").reduce((sum, piece) => sum + piece.length, 0);
  const rows = pieces.map((piece, index) =>
    h(
      "tr",
      { id: `piece-${index}`, class: shade(piece, index) },
      cell(piece.offset),
      cell(piece.length),
      h("th", { scope: "row", text: piece.field === "" ? "—" : piece.field }),
      h("td", { class: "text", text: piece.value }),
      h("td", {}, h("code", { text: piece.bytes })),
    ),
  );
  return h(
    "section",
    { class: "bytes", "aria-labelledby": "page-title", id: "page-bytes" },
    h("div", { class: "row" }, h("h3", { id: "page-title", tabindex: -1, text: `Page ${count(number)}` }), h("span", { class: "grow" }), button("Close", close)),
    h("p", { text: `${words} ${things(named.length, "piece")} make up its ${count(PAGE)} bytes; ${things(room, "byte")} are free, zeros, or not described.` }),
    strip(pieces, rows),
    h(
      "div",
      { class: "scroll tall", tabindex: 0, role: "region", "aria-label": `Bytes of page ${number}` },
      h(
        "table",
        {},
        h("caption", { class: "unseen", text: `The bytes of page ${number} and what they mean` }),
        h("thead", {}, h("tr", {}, ["offset", "length", "field", "value", "bytes"].map((text) => h("th", { scope: "col", text })))),
        h("tbody", {}, rows),
      ),
    ),
  );
}

function shade(piece, index) {
  return piece.field === "" ? "piece-none" : `piece-${index % 5}`;
}

/** The page as one bar, each piece as long as its bytes are many. The table below says the same. */
function strip(pieces, rows) {
  return h(
    "div",
    { class: "strip", "aria-hidden": "true" },
    pieces.map((piece, index) => {
      const part = h("span", {
        class: shade(piece, index),
        title: `${piece.offset}: ${piece.field || "room"} ${piece.value}`,
        on: {
          click: () => {
            rows[index].scrollIntoView({ block: "nearest" });
            for (const row of rows) {
              row.classList.toggle("chosen", row === rows[index]);
            }
          },
        },
      });
      part.style.flexGrow = piece.length;
      return part;
    }),
  );
}
