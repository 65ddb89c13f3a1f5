// Joining two tables.

import * as api from "./api.js";
import { button, choice, field, h, show } from "./dom.js";
import { things } from "./format.js";
import { grid, trouble } from "./result.js";

const LIMIT = 100;

/**
 * A form that joins two tables, with its result below.
 *
 * @param schemas what there is to choose from
 */
export function joinForm(schemas) {
  const names = schemas.map((schema) => schema.name);
  if (names.length === 0) {
    return h("p", { text: "There is no table to join yet." });
  }
  const [first, second] = likely(schemas);
  const left = choice(names, first);
  const right = choice(names, second);
  const kind = choice([
    ["inner", "only rows with a partner"],
    ["left", "every row of the left table"],
  ]);
  const where = h("input", { autocomplete: "off", spellcheck: "false" });
  const pairs = h("div");
  const result = h("div", { class: "result", "aria-live": "polite" });
  const chosen = [];

  const columns = (name) => schemas.find((schema) => schema.name === name).columns.map((column) => column.name);
  const addPair = () => {
    const [a, b] = chosen.length === 0 ? guess(schemas, left.value, right.value) : [null, null];
    const pair = { left: choice(columns(left.value), a), right: choice(columns(right.value), b) };
    chosen.push(pair);
    pairs.append(
      h("div", { class: "row bottom" }, field(`Column of ${left.value}`, pair.left), h("span", { text: "=" }), field(`Column of ${right.value}`, pair.right)),
    );
  };
  const anew = () => {
    chosen.length = 0;
    show(pairs);
    addPair();
  };
  left.addEventListener("change", anew);
  right.addEventListener("change", anew);
  anew();

  let newest = 0;
  const run = async (event) => {
    event.preventDefault();
    const turn = ++newest;
    try {
      const joined = await api.join({
        left: left.value,
        right: right.value,
        on: chosen.map((pair) => [pair.left.value, pair.right.value]),
        kind: kind.value,
        ...(where.value.trim() === "" ? {} : { where: where.value.trim() }),
        limit: LIMIT,
      });
      if (turn !== newest) {
        return; // somebody asked for another one meanwhile
      }
      const rows = joined.rows.map((row) => (Array.isArray(row) ? row : joined.columns.map((column) => row[column])));
      const most = rows.length === LIMIT ? ", the first of them" : "";
      show(result, grid(`${left.value} with ${right.value}`, joined.columns, rows), h("p", { class: "quiet", text: `${things(rows.length, "row")}${most}.` }));
    } catch (failure) {
      if (turn === newest) {
        show(result, trouble(failure));
      }
    }
  };

  return h(
    "article",
    {},
    h("h2", { text: "Join two tables" }),
    h("p", { text: "Each row of the left table beside each row of the right one that has the same value in the chosen columns." }),
    h(
      "form",
      { id: "join", on: { submit: run } },
      h("div", { class: "row bottom" }, field("Left", left), field("Right", right), field("Keep", kind)),
      pairs,
      h(
        "div",
        { class: "row bottom" },
        button("One more pair of columns", addPair),
        field("Only where", where),
        h("button", { type: "submit", class: "primary", text: "Join" }),
      ),
    ),
    result,
  );
}

/** Two tables of which one seems to name rows of the other; else the first ones. */
function likely(schemas) {
  for (const left of schemas) {
    for (const right of schemas) {
      if (left !== right && guess(schemas, left.name, right.name)[1] !== null) {
        return [left.name, right.name];
      }
    }
  }
  return [schemas[0].name, (schemas[1] ?? schemas[0]).name];
}

/** The left key, and a right column that is named after the left table, as user_id is after users. */
function guess(schemas, left, right) {
  const key = schemas.find((schema) => schema.name === left).columns.find((column) => column.pk);
  const stem = left.replace(/s$/, "");
  const found = schemas
    .find((schema) => schema.name === right)
    .columns.find((column) => column.name === `${stem}_${key.name}` || column.name === `${left}_${key.name}`);
  return [key.name, found?.name ?? null];
}
