// Comma-separated values as RFC 4180 has them, read strictly, as IMPORT does.

import { Problem } from "./api.js";

/**
 * Reads a text.
 *
 * @return rows of fields: an empty field without quotes is null, "" is the empty text; the first row is the header
 * @throws Problem that names the line of what cannot be read
 */
export function read(text) {
  const rows = [];
  let row = [];
  let line = 1;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  const fail = (what) => {
    throw new Problem("SYNTAX", `line ${line}: ${what}`);
  };
  while (at < text.length) {
    let value;
    if (text[at] === '"') {
      value = "";
      for (;;) {
        const end = text.indexOf('"', at + 1);
        if (end < 0) {
          fail("a quote is not closed");
        }
        const piece = text.slice(at + 1, end);
        line += piece.split("\n").length - 1;
        value += piece;
        at = end + 1;
        if (text[at] !== '"') {
          break;
        }
        value += '"';
      }
      if (at < text.length && !",\r\n".includes(text[at])) {
        fail("something stands behind a closing quote");
      }
    } else {
      const begin = at;
      while (at < text.length && !",\r\n".includes(text[at])) {
        if (text[at] === '"') {
          fail("a quote stands inside a field that has none around it");
        }
        at++;
      }
      value = at === begin ? null : text.slice(begin, at);
    }
    row.push(value);
    if (text[at] === ",") {
      at++;
      if (at < text.length) {
        continue;
      }
      row.push(null);
    }
    if (text[at] === "\r" && text[++at] !== "\n") {
      fail("a carriage return stands alone");
    }
    at++;
    if (rows.length > 0 && row.length !== rows[0].length) {
      if (row.length === 1 && row[0] === null && text.slice(at).trim() === "") {
        break;
      }
      fail(`${row.length} fields, where the header has ${rows[0].length}`);
    }
    rows.push(row);
    row = [];
    line++;
  }
  return rows;
}

/**
 * The rows of a text for a table.
 *
 * @param columns the table's, with their types
 * @return objects by column name
 * @throws Problem that names the line
 */
export function rowsFor(text, columns) {
  const [header, ...rows] = read(text);
  if (!header) {
    throw new Problem("SYNTAX", "there is nothing in it; its first line names the columns");
  }
  const found = header.map((name) => {
    const column = columns.find((one) => one.name === name);
    if (!column) {
      throw new Problem("NO_SUCH_COLUMN", `line 1: the table has no column ${name}; it has ${columns.map((one) => one.name).join(", ")}`);
    }
    return column;
  });
  if (new Set(header).size < header.length) {
    throw new Problem("SYNTAX", "line 1 names a column twice");
  }
  return rows.map((fields, index) =>
    Object.fromEntries(fields.map((text, i) => [found[i].name, typed(found[i], text, `row ${index + 1}: `)])),
  );
}

/** What was written, as a value of a column; null stays null. */
export function typed(column, text, where = "") {
  if (text === null || column.type !== "INT") {
    return text;
  }
  if (!/^[+-]?\d+$/.test(text.trim())) {
    throw new Problem("TYPE_MISMATCH", `${where}${column.name} is an INT, and ${text === "" ? "an empty text" : text} is none`);
  }
  const number = BigInt(text.trim().replace("+", ""));
  if (BigInt.asIntN(64, number) !== number) {
    throw new Problem("OUT_OF_RANGE", `${where}${column.name}: ${text} does not fit into 64 bits`);
  }
  return number;
}
