// What is known of the pages of the database and of its log. Figures lie in typed arrays: there may be very many.

import * as api from "./api.js";

/** The kinds of pages, in the order of the legend. */
export const KINDS = ["NONE", "ROOT", "CATALOG", "FREE", "DIRECTORY", "HEAP", "OVERFLOW", "INDEX", "DAMAGED"];

export const SAID = {
  NONE: "never written",
  ROOT: "root: page 0",
  CATALOG: "catalog",
  FREE: "free list",
  DIRECTORY: "directory of a table's pages",
  HEAP: "rows",
  OVERFLOW: "part of a large row",
  INDEX: "index",
  DAMAGED: "damaged: it cannot be read",
};

/** So many records of a log are shown at most, the newest. */
const SHOWN_RECORDS = 50_000;

const NOBODY = 0;
/** What stands before the table where the owner of a page is an index: "btree index on users.name". */
const INDEX = /^\S+ index on /;
const STEP = 4096;
const TOLD = 50_000;

/** The pages of a database. */
export class Pages {
  constructor() {
    this.owners = [""];
    this.numbers = new Map([["", NOBODY]]);
    this.tables = [];
    this.log = [];
    this.inLog = new Set();
    this.left = 0;
    this.clear();
  }

  clear() {
    this.count = 0;
    this.kinds = new Uint8Array(STEP);
    this.of = new Uint32Array(STEP);
    /** 1 where the buffer cache held a page when it was last heard of. */
    this.cached = new Uint8Array(STEP);
    /** When a page was last changed, in milliseconds of this page; 0 for never. */
    this.changed = new Float64Array(STEP);
    /** Whether the database tells what its cache holds. */
    this.cacheTold = false;
  }

  /**
   * Reads all of them anew. What was noted of changes stays.
   *
   * @param signal  ends it
   * @param between is called now and then, with how many are read
   */
  async load(signal, between) {
    this.tables = (await api.tables()).map((one) => one.name).sort((a, b) => b.length - a.length);
    let count = 0;
    await api.command("INSPECT PAGES", (row) => {
      this.set(row.page, row.type, row.of ?? "");
      this.cached[row.page] = row.cached === 1 ? 1 : 0;
      this.cacheTold = row.cached !== null && row.cached !== undefined;
      count = Math.max(count, row.page + 1);
      if (row.page % TOLD === TOLD - 1) {
        between(count);
      }
    }, { signal });
    this.count = count;
  }

  /** Reads what lies in the log: its page records and commits, in their order. */
  async loadLog(signal) {
    const log = [];
    const inLog = new Set();
    let left = 0;
    await api.command("INSPECT WAL", (row) => {
      if (!["committed", "not committed"].includes(row.state) || !row.record.endsWith("record") || row.record === "no record") {
        return;
      }
      if (row.page !== null && row.page !== undefined) {
        inLog.add(row.page);
      }
      log.push({ page: row.page ?? null, tx: row.tx ?? null, record: row.record, state: row.state, offset: row.offset });
      if (log.length > 2 * SHOWN_RECORDS) {
        log.splice(0, SHOWN_RECORDS);
        left += SHOWN_RECORDS;
      }
    }, { signal });
    left += Math.max(0, log.length - SHOWN_RECORDS);
    log.splice(0, Math.max(0, log.length - SHOWN_RECORDS));
    this.left = left;
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
    const numbers = new Uint32Array(this.owners.length * KINDS.length);
    for (let page = 0; page < this.count; page++) {
      numbers[this.of[page] * KINDS.length + this.kinds[page]]++;
    }
    const summary = new Map();
    for (const [key, number] of numbers.entries()) {
      if (number === 0) {
        continue;
      }
      const kind = KINDS[key % KINDS.length];
      const table = this.table(this.owners[Math.floor(key / KINDS.length)]);
      const kinds = summary.get(table) ?? new Map();
      kinds.set(kind, (kinds.get(kind) ?? 0) + number);
      summary.set(table, kinds);
    }
    return new Map([...summary].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
