// What may come next in a command: verbs at its beginning, then keywords, tables, and columns of the tables that it names.

import * as api from "./api.js";
import { quote } from "./format.js";

const VERBS = (
  "ADD AVG BACKUP BEGIN CHECKPOINT COMMIT COMPACT COUNT CREATE DEL DELETE DESC DROP DUMP EXPLAIN EXPORT HELP IMPORT INDEX INS INSERT " +
  "INSPECT JOIN MAX MIN PLUGINS RECODE ROLLBACK SEL SELECT STATS SUM TABLES TRACE UPD UPDATE"
).split(" ");

/** Behind these comes a table's name. */
const BEFORE_TABLE = new Set(
  "ADD AVG COMPACT COUNT DEL DELETE DESC DROP DUMP EXPORT IMPORT INDEX INS INSERT JOIN MAX MIN RECODE SEL SELECT SUM TABLE UPD UPDATE".split(" "),
);

/** What may stand in a command, by its verb. */
const KEYWORDS = {
  SEL: "COLS WHERE AND ORDER DESC LIMIT OFFSET IN LIKE IS NOT NULL",
  COUNT: "WHERE AND BY IN LIKE IS NOT NULL",
  UPD: "SET WHERE AND IN LIKE IS NOT NULL",
  DEL: "WHERE AND IN LIKE IS NOT NULL",
  JOIN: "AS ON AND LEFT JOIN COLS WHERE ORDER DESC LIMIT OFFSET USING IN LIKE IS NOT NULL",
  CREATE: "IF MISSING CODEC INDEX",
  INDEX: "UNIQUE USING",
  DROP: "INDEX",
  INSPECT: "WAL PAGES PAGE TABLE INDEX CATALOG FREE",
  IMPORT: "FROM",
  EXPORT: "TO",
  BACKUP: "TO",
  BEGIN: "READ",
  INS: "NULL",
  ADD: "",
};
Object.assign(KEYWORDS, {
  SELECT: KEYWORDS.SEL,
  INSERT: KEYWORDS.INS,
  UPDATE: KEYWORDS.UPD,
  DELETE: KEYWORDS.DEL,
  SUM: KEYWORDS.COUNT,
  MIN: KEYWORDS.COUNT,
  MAX: KEYWORDS.COUNT,
  AVG: KEYWORDS.COUNT,
});

const BREAKS = /[\s,=<>!]/;

/** Knows the tables and their columns, and asks for them anew when they may have changed. */
export class Completion {
  constructor() {
    this.columns = new Map();
  }

  /** Reads the names. */
  async refresh() {
    const names = (await api.tables()).map((one) => one.name);
    const schemas = await Promise.all(names.map((name) => api.table(name)));
    this.columns = new Map(schemas.map((schema) => [schema.name, schema.columns.map((column) => column.name)]));
  }

  /**
   * What may stand where somebody writes.
   *
   * @param before the command up to the cursor
   * @return `begun`, the part of a word that is there already, and `words`, of which each begins so
   */
  at(before) {
    if ((before.match(/'/g) ?? []).length % 2 === 1) {
      return { begun: "", words: [] };
    }
    let from = before.length;
    while (from > 0 && !BREAKS.test(before[from - 1])) {
      from--;
    }
    const begun = before.slice(from);
    const words = before.slice(0, from).split(BREAKS).filter((word) => word !== "");
    return { begun, words: matching(this.candidates(words), begun) };
  }

  candidates(words) {
    const upper = words.map((word) => word.toUpperCase());
    // EXPLAIN and TRACE stand before a whole command.
    let skip = 0;
    while (["EXPLAIN", "TRACE", "VERBOSE", "HELP"].includes(upper[skip])) {
      skip++;
    }
    const verb = upper[skip];
    if (verb === undefined) {
      return upper[skip - 1] === "TRACE" ? ["VERBOSE", ...VERBS] : VERBS;
    }
    const last = upper[upper.length - 1];
    const named = words.slice(skip + 1).filter((word) => this.columns.has(word));
    const tables = [...this.columns.keys()].map(quote);
    const keywords = (KEYWORDS[verb] ?? "").split(" ").filter((word) => word !== "");
    if (BEFORE_TABLE.has(last) && (upper.length === skip + 1 || last === "JOIN" || last === "TABLE" || last === "INDEX")) {
      return [...tables, ...(upper.length === skip + 1 ? keywords.filter((word) => verb === "DROP" && word === "INDEX") : [])];
    }
    const columns = named.flatMap((name) => this.columns.get(name)).map(quote);
    const second = verb === "JOIN" && named.length === 1 ? tables : [];
    return [...new Set([...second, ...(verb === "INS" || verb === "INSERT" ? [] : columns), ...keywords])];
  }
}

function matching(candidates, begun) {
  const small = begun !== "" && begun === begun.toLowerCase();
  const folded = begun.toLowerCase();
  return candidates
    .filter((word) => word.toLowerCase().startsWith(folded) && word !== begun)
    .map((word) => (small && word === word.toUpperCase() && /^[A-Z]+$/.test(word) ? word.toLowerCase() : word));
}

/** The longest beginning that all words have. */
export function common(words) {
  let shared = words[0] ?? "";
  for (const word of words) {
    while (!word.startsWith(shared)) {
      shared = shared.slice(0, -1);
    }
  }
  return shared;
}
