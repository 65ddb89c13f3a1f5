// Both files as a loss of power leaves them: the log as its records, the main file as its pages. What a picture shows stands in words in a table below it.

import { h } from "./dom.js";
import { bytes, count, things } from "./format.js";
import { grid } from "./result.js";

const FATES = { lost: "lost", kept: "all there, by luck", torn: "torn: the first half of the last write is there", tail: "torn: the second half of the last write is there" };
const NONE = "—";

/** What is left of both files. */
export function pictures(told, own) {
  const log = told.files.find((file) => file.file === "log");
  const main = told.files.find((file) => file.file === "main file");
  const others = told.files.filter((file) => file !== log && file !== main);
  return h(
    "div",
    { class: "stage" },
    figure("The log", log, told, logStrip(told.log, own)),
    h(
      "details",
      {},
      h("summary", { text: `${things(told.log.length, "record")} of the log, with their first bytes` }),
      grid("The log, as it lies", ["offset", "bytes", "record", "tx", "page", "state", "forced", "what it says", "first bytes"], told.log.map((piece) => [piece.offset, piece.length, piece.record, piece.tx ?? NONE, piece.page ?? NONE, piece.state, yes(piece.forced), piece.detail, piece.bytes])),
    ),
    figure("The main file", main, told, mainStrip(told)),
    told.pages.length === 0
      ? h("p", { class: "quiet", text: "The main file is as it was before the command: a commit writes the log alone, only a checkpoint writes here." })
      : h(
        "details",
        {},
        h("summary", { text: `${things(told.pages.length, "page")} of the main file that the checkpoint wrote, before and now` }),
        grid("Pages of the main file that were written", ["page", "what", "now it is", "forced", "other from byte", "there before", "there now"], told.pages.map((page) => [page.page, page.what, page.state, yes(page.forced), page.offset, page.before, page.bytes])),
        told.pages.filter((page) => page.fields.length > 0).map(meaning),
      ),
    others.length === 0 ? null : grid("Other files", ["file", "bytes", "bytes not forced"], others.map((file) => [file.file, file.length, file.unforced_bytes])),
    h(
      "p",
      { class: "row quiet", "aria-hidden": "true" },
      [["committed", true, "committed, or new"], ["not-committed", true, "not committed"], ["torn", true, "torn, not valid"], ["lost", true, "written and lost"], ["old", true, "as before"], ["old", false, "dashed: not forced"]].map(([state, forced, text]) =>
        h("span", {}, h("span", { class: "piece", data: { state, forced } }), ` ${text}`),
      ),
    ),
  );
}

/** What the bytes of a page mean, as INSPECT PAGE tells. */
function meaning(page) {
  const title = `Page ${page.page}, ${page.what}: what its bytes mean`;
  return h(
    "details",
    {},
    h("summary", { text: title }),
    grid(title, ["offset", "length", "field", "value", "bytes"], page.fields.map((field) => [field.offset, field.length, field.field === "" ? NONE : field.field, field.value, field.bytes]), { visible: false }),
  );
}

const yes = (is) => (is ? "yes" : "no");

function figure(title, file, told, strip) {
  const waited = file.unforced_writes === 0
    ? "nothing of it waited to be forced"
    : `${things(file.unforced_bytes, "byte")} in ${things(file.unforced_writes, "write")} were not forced when the power went: ${FATES[told.unforced]}`;
  return h(
    "figure",
    { class: "stage" },
    h("figcaption", {}, h("strong", { text: title }), h("span", { class: "quiet", text: ` ${bytes(file.length)}; ${waited}` })),
    strip,
  );
}

/** The records in their order, those of one transaction together. */
function logStrip(log, own) {
  const groups = [];
  for (const piece of log) {
    const title = titleOf(piece);
    if (groups.at(-1)?.title !== title) {
      groups.push({ title, own: piece.tx === own && !isLeftover(piece), pieces: [] });
    }
    groups.at(-1).pieces.push(piece);
  }
  return h(
    "div",
    { class: "strips records", "aria-hidden": "true" },
    groups.map((group) =>
      h(
        "div",
        { class: group.own ? "strip-of own" : "strip-of" },
        h("small", { text: group.own ? `${group.title}, the command` : group.title }),
        h("div", {}, group.pieces.map((piece) => h("span", {
          class: "piece",
          title: `${piece.record}, ${piece.state}, ${piece.forced ? "forced" : "not forced"}, ${things(piece.length, "byte")} at ${count(piece.offset)}`,
          data: { state: stateOf(piece), forced: piece.forced },
          text: piece.page !== null ? String(piece.page) : piece.record === "commit record" ? "✓" : "",
        }))),
      ),
    ),
  );
}

function titleOf(piece) {
  if (piece.state === "free") {
    return "room";
  }
  if (isLeftover(piece)) {
    return "from before the log began anew";
  }
  if (piece.tx !== null) {
    return piece.state === "cut off" ? `tx ${piece.tx}, cut off` : `tx ${piece.tx}`;
  }
  return piece.record.startsWith("header") ? "header" : "not valid";
}

/** What was forced is whole: where it is not valid, it is of an earlier generation of the log. */
const isLeftover = (piece) => piece.state === "overwritten" || (piece.state === "not valid" && piece.forced);

function stateOf(piece) {
  if (isLeftover(piece)) {
    return "old";
  }
  if (piece.state === "not valid") {
    return "torn";
  }
  if (piece.state === "cut off") {
    return "not-committed";
  }
  return piece.state === "counts" ? "committed" : piece.state.replaceAll(" ", "-");
}

/** All pages, in the order of their numbers; those that were written have more to say. */
function mainStrip(told) {
  const written = new Map(told.pages.map((page) => [page.page, page]));
  const end = Math.max(told.main_pages, ...told.pages.map((page) => page.page + 1));
  return h(
    "div",
    { class: "strips", "aria-hidden": "true" },
    Array.from({ length: end }, (_, number) => {
      const page = written.get(number);
      return h("span", {
        class: "piece",
        title: `page ${number}${page === undefined ? ", as before" : `, ${page.what === "" ? "" : `${page.what}, `}${page.state}, ${page.forced ? "forced" : "not forced"}`}`,
        data: { state: { new: "committed", torn: "torn", lost: "lost" }[page?.state] ?? "old", forced: page?.forced ?? true },
        text: String(number),
      });
    }),
  );
}
