// What is known of the pages of the database and of its log. Figures lie in typed arrays: there may be very many.

import * as api from "./api.js";

/** The kinds of pages, in the order of the legend. */
export const KINDS = ["NONE", "ROOT", "CATALOG", "FREE", "DIRECTORY", "HEAP", "OVERFLOW", "INDEX"];

export const SAID = {
  NONE: "never written",
  ROOT: "root: page 0",
  CATALOG: "catalog",
  FREE: "free list",
  DIRECTORY: "directory of a table's pages",
  HEAP: "rows",
  OVERFLOW: "part of a large row",
  INDEX: "index",
};

const NOBODY = 0;
/** What stands before the table where the owner of a page is an index: "btree index on users.name". */
const INDEX = /^\S+ index on /;
const STEP = 4096;

/** The pages of a database. */
export class Pages {
  constructor() {
    this.owners = [""];
    this.numbers = new Map([["", NOBODY]]);
    this.tables = [];
    this.log = [];
    this.inLog = new Map();
    this.clear();
  }

  clear() {
    this.count = 0;
    this.kinds = new Uint8Array(STEP);
    this.of = new Uint16Array(STEP);
    /** When a page was last seen in the cache, and when it was last changed, in milliseconds of this page; 0 for never. */
    this.cached = new Float64Array(STEP);
    this.changed = new Float64Array(STEP);
  }

  /** Reads all of them anew. What was noted of cache and changes stays. */
  async load(signal) {
    this.tables = (await api.tables()).map((one) => one.name).sort((a, b) => b.length - a.length);
    let count = 0;
    await api.command("INSPECT PAGES", (row) => {
      this.set(row.page, row.type, row.of ?? "");
      count = Math.max(count, row.page + 1);
    }, { signal });
    this.count = count;
  }

  /** Reads what lies in the log: its page records and commits, in their order. */
  async loadLog(signal) {
    const log = [];
    const inLog = new Map();
    await api.command("INSPECT WAL", (row) => {
      if (!["committed", "not committed"].includes(row.state) || !row.record.endsWith("record") || row.record === "no record") {
        return;
      }
      if (row.page !== null && row.page !== undefined) {
        inLog.set(row.page, log.length);
      }
      log.push({ page: row.page ?? null, tx: row.tx ?? null, record: row.record, state: row.state, offset: row.offset, detail: row.detail });
    }, { signal });
    this.log = log;
    this.inLog = inLog;
  }

  set(page, kind, owner) {
    this.room(page + 1);
    this.kinds[page] = Math.max(0, KINDS.indexOf(kind));
    this.of[page] = this.number(owner);
    this.count = Math.max(this.count, page + 1);
  }

  room(pages) {
    if (pages <= this.kinds.length) {
      return;
    }
    const length = Math.max(pages, this.kinds.length * 2);
    for (const name of ["kinds", "of", "cached", "changed"]) {
      const larger = new this[name].constructor(length);
      larger.set(this[name]);
      this[name] = larger;
    }
  }

  number(owner) {
    let number = this.numbers.get(owner);
    if (number === undefined) {
      number = this.owners.length;
      this.owners.push(owner);
      this.numbers.set(owner, number);
    }
    return number;
  }

  kind(page) {
    return KINDS[this.kinds[page]];
  }

  /** The table or index that a page belongs to; empty for the database's own. */
  owner(page) {
    return this.owners[this.of[page]];
  }

  /** The table that an owner is, or is an index of; empty for the database's own, those that hold the catalog too. */
  table(owner) {
    const index = owner.replace(INDEX, "");
    return this.tables.find((name) => owner === name || index === name || index.startsWith(`${name}.`)) ?? "";
  }

  /** How many pages there are by table and kind: a map from table to a map from kind to number. */
  summary() {
    const byOwner = new Map();
    for (let page = 0; page < this.count; page++) {
      const key = this.of[page] * KINDS.length + this.kinds[page];
      byOwner.set(key, (byOwner.get(key) ?? 0) + 1);
    }
    const summary = new Map();
    for (const [key, number] of byOwner) {
      const kind = KINDS[key % KINDS.length];
      const table = this.table(this.owners[Math.floor(key / KINDS.length)]);
      const kinds = summary.get(table) ?? new Map();
      kinds.set(kind, (kinds.get(kind) ?? 0) + number);
      summary.set(table, kinds);
    }
    return new Map([...summary].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
