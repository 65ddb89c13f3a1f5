// The way of one command, made of the events that it caused: which station each belongs to, in which steps they are shown, and what
// each station can tell after each step. Nothing is drawn here.
//
//   request ─► tokens ─► access path ─► result
//                             │            ▲
//                        buffer cache ─► log
//                             │            │
//                          kernel        force

import { bytes, count, things, time } from "./format.js";

/** In the order in which a command comes to them first. */
export const STATIONS = [
  { id: "request", title: "Request", where: "whoever asks", idle: "Nothing asked yet." },
  { id: "tokens", title: "Tokens", where: "the language", idle: "The line is cut into words, values and operators." },
  { id: "path", title: "Access path", where: "the planner", idle: "Of the ways to the rows the cheapest is taken." },
  { id: "cache", title: "Buffer cache", where: "memory", idle: "Pages of 4,096 bytes; one that is here costs no read." },
  { id: "kernel", title: "Kernel", where: "operating system", idle: "What the cache has not is read() from a file." },
  { id: "log", title: "Log", where: "write-ahead log", idle: "A commit appends every page that it changed." },
  { id: "force", title: "Force", where: "device", idle: "fsync: the device is made to keep the commit." },
  { id: "result", title: "Result", where: "whoever asked", idle: "What goes back, as JSON." },
];

/** Which stations lie beside each other. */
export const WAYS = [
  ["request", "tokens"],
  ["tokens", "path"],
  ["path", "cache"],
  ["cache", "kernel"],
  ["cache", "log"],
  ["log", "force"],
  ["path", "result"],
  ["log", "result"],
];

/** Up to so many events each is a step of its own; of more, neighbours are shown together. */
const MOST_STEPS = 80;
const SHOWN_PAGES = 64;

/** The stations to go through from one to another, both included. */
export function route(from, to) {
  const seen = new Map([[from, null]]);
  for (const at of seen.keys()) {
    for (const way of WAYS) {
      const next = way[0] === at ? way[1] : way[1] === at ? way[0] : null;
      if (next !== null && !seen.has(next)) {
        seen.set(next, at);
      }
    }
  }
  const back = [];
  for (let at = to; at !== null; at = seen.get(at)) {
    back.push(at);
  }
  return back.reverse();
}

/** The station that an event belongs to. */
export function station(event) {
  switch (event.event) {
    case "Tokens":
      return "tokens";
    case "Plan":
    case "RowsRead":
    case "LockWait":
      return "path";
    case "PageVisit":
    case "PageChange":
      return "cache";
    case "LogAppend":
      return "log";
    case "LogForce":
      return "force";
    case "FileWrite":
      return event.file === "LOG" ? "log" : "kernel";
    case "FileForce":
      return event.file === "LOG" ? "force" : "kernel";
    case "FileRead":
    case "Checkpoint":
      return "kernel";
    default:
      return "result";
  }
}

const FILES = { MAIN: "the main file", LOG: "the log", TEMPORARY: "a temporary file", OTHER: "another file" };
const SOURCES = { CACHE: "was in the buffer cache", MAIN_FILE: "came from the main file", LOG_FILE: "came from the log" };
const CHANGES = { EDIT: "is copied, and the copy changed", ALLOCATE: "is new", FREE: "is given back" };

function page(event) {
  return `Page ${count(event.page)} (${event.type}${event.of ? ` of ${event.of}` : ""})`;
}

/** An event in a sentence. */
export function told(event) {
  switch (event.event) {
    case "Tokens":
      return `The line is ${things(event.tokens.length, "token")}, understood in ${time(event.nanos)}.`;
    case "Plan":
      return event.steps.length === 0
        ? "There is nothing to plan."
        : `The plan: ${event.steps.map((step) => step.action + (step.why ? ` (${step.why})` : "")).join("; then ")}.`;
    case "RowsRead":
      return `${things(event.examined, "row")} of ${event.table} examined, ${count(event.kept)} kept.`;
    case "LockWait":
      return `Waited ${time(event.nanos)} for ${event.lock}.`;
    case "PageVisit":
      return `${page(event)} ${SOURCES[event.source] ?? event.source}.`;
    case "PageChange":
      return `${page(event)} ${CHANGES[event.change] ?? event.change}.`;
    case "FileRead":
      return `read() of ${bytes(event.bytes)} of ${FILES[event.file] ?? event.file}: ${answered(event)}, ${time(event.nanos)}.`;
    case "FileWrite":
      return `write() of ${bytes(event.bytes)} to ${FILES[event.file] ?? event.file}: with the kernel now, in ${time(event.nanos)}.`;
    case "FileForce":
      return `fsync of ${FILES[event.file] ?? event.file}: on the device now, after ${time(event.nanos)}.`;
    case "LogAppend":
      return `${things(event.pages, "page image")}${event.position > 0 ? " and a commit marker" : ""} of transaction ${event.transaction} appended to the log in ${time(event.nanos)}.`;
    case "LogForce":
      return `Durable up to position ${count(event.position)}: ${things(event.forces, "force")}, ${things(event.commits, "commit")}, after ${time(event.nanos)}.`;
    case "Checkpoint":
      return `A checkpoint copied ${things(event.pages, "page")} of the log to the main file in ${time(event.nanos)}.`;
    case "Result":
      return `${things(event.rows, "row")} to give back, as ${bytes(event.bytes)} of JSON.`;
    case "Statement":
      return event.failure
        ? `${event.command} fails with ${event.failure}: nothing of it remains.`
        : `${event.command} has ended, with ${things(event.rows, "row")}, after ${time(event.nanos)}.`;
    default:
      return event.event;
  }
}

function answered(event) {
  if (event.device < 0) {
    return "by whom, this system does not say";
  }
  return event.device === 0 ? "the kernel had it" : `the device delivered ${bytes(event.device)}`;
}

/** What is known of the stations so far. */
class Sums {
  constructor(command) {
    this.command = command;
    this.tokens = null;
    this.plan = null;
    this.rows = [];
    this.waited = 0;
    this.pages = [];
    this.hits = 0;
    this.misses = 0;
    this.changes = 0;
    this.reads = { number: 0, bytes: 0, nanos: 0, device: 0, unknown: false };
    this.others = 0;
    this.log = { pages: 0, nanos: 0, bytes: 0, writes: 0, transaction: null };
    this.force = { number: 0, nanos: 0, commits: null };
    this.result = null;
    this.failure = null;
    this.checkpoint = null;
  }

  add(event) {
    switch (event.event) {
      case "Tokens":
        this.tokens = event;
        break;
      case "Plan":
        this.plan = event;
        break;
      case "RowsRead":
        this.rows.push(event);
        break;
      case "LockWait":
        this.waited += event.nanos;
        break;
      case "PageVisit":
        if (event.source === "CACHE") {
          this.hits++;
        } else {
          this.misses++;
        }
        this.picture(event, event.source === "CACHE" ? "hit" : "miss");
        break;
      case "PageChange":
        this.changes++;
        this.picture(event, "changed");
        break;
      case "FileRead":
        this.reads.number++;
        this.reads.bytes += Math.max(0, event.bytes);
        this.reads.nanos += event.nanos;
        this.reads.device += event.device > 0 ? 1 : 0;
        this.reads.unknown ||= event.device < 0;
        break;
      case "FileWrite":
        if (event.file === "LOG") {
          this.log.writes++;
          this.log.bytes += event.bytes;
          this.log.nanos += event.nanos;
        } else {
          this.others++;
        }
        break;
      case "FileForce":
        if (event.file === "LOG") {
          this.force.number++;
          this.force.nanos += event.nanos;
        } else {
          this.others++;
        }
        break;
      case "LogAppend":
        this.log.pages += event.pages;
        this.log.nanos += event.nanos;
        this.log.transaction = event.transaction;
        break;
      case "LogForce":
        this.force.commits = event;
        break;
      case "Checkpoint":
        this.checkpoint = event;
        break;
      case "Result":
        this.result = event;
        break;
      case "Statement":
        this.failure = event.failure ?? this.failure;
        break;
      default:
        break; // an event of a newer server: it has its step, and no figure
    }
  }

  picture(event, how) {
    const known = this.pages.find((one) => one.page === event.page);
    if (known) {
      known.how = how;
    } else if (this.pages.length < SHOWN_PAGES) {
      this.pages.push({ page: event.page, how });
    }
  }

  /** What a station says of itself: lines of text. */
  lines(id) {
    switch (id) {
      case "request":
        return [this.command];
      case "tokens":
        return this.tokens ? [this.tokens.tokens.join(" │ "), `understood in ${time(this.tokens.nanos)}`] : null;
      case "path":
        return this.path();
      case "cache":
        return this.hits + this.misses + this.changes === 0
          ? null
          : [
              `${things(this.hits, "hit")}, ${things(this.misses, "miss", "misses")}`,
              this.changes > 0 ? `${things(this.changes, "change")} to copies` : null,
            ];
      case "kernel":
        return this.kernel();
      case "log":
        return this.log.transaction === null
          ? null
          : [
              `${things(this.log.pages, "page record")}, transaction ${this.log.transaction}`,
              this.log.writes > 0 ? `${bytes(this.log.bytes)} in ${things(this.log.writes, "write")}` : null,
              time(this.log.nanos),
            ];
      case "force":
        return this.force.number === 0 && this.force.commits === null
          ? null
          : [
              this.force.number > 0 ? `${things(this.force.number, "fsync")}, ${time(this.force.nanos)}` : "another commit's force took it along",
              this.force.commits ? `durable: ${things(this.force.commits.commits, "commit")}` : null,
            ];
      default:
        return this.end();
    }
  }

  path() {
    if (this.plan === null && this.rows.length === 0 && this.waited === 0) {
      return null;
    }
    const steps = this.plan?.steps ?? [];
    const first = steps.slice(0, 2).map((step) => step.action);
    return [
      ...first,
      steps.length > 2 ? `and ${things(steps.length - 2, "step")} more` : null,
      ...this.rows.map((row) => `${row.table}: ${count(row.examined)} examined, ${count(row.kept)} kept`),
      this.waited > 0 ? `waited ${time(this.waited)} to write` : null,
    ];
  }

  kernel() {
    if (this.reads.number === 0 && this.checkpoint === null && this.others === 0) {
      return null;
    }
    const from = this.reads.unknown ? "by whom is not known" : `${count(this.reads.number - this.reads.device)} by its cache, ${count(this.reads.device)} by the device`;
    return [
      this.reads.number > 0 ? `${things(this.reads.number, "read")}, ${bytes(this.reads.bytes)}, ${time(this.reads.nanos)}` : null,
      this.reads.number > 0 ? from : null,
      this.others > 0 ? `${things(this.others, "other write or force", "other writes and forces")}` : null,
      this.checkpoint ? `checkpoint of ${things(this.checkpoint.pages, "page")}` : null,
    ];
  }

  end() {
    if (this.failure) {
      return [`failed: ${this.failure}`];
    }
    return this.result ? [things(this.result.rows, "row"), bytes(this.result.bytes)] : null;
  }

  /** How long a station took, as far as anybody measured. */
  nanos(id) {
    return {
      tokens: this.tokens?.nanos ?? 0,
      path: this.waited,
      kernel: this.reads.nanos,
      log: this.log.nanos,
      force: this.force.nanos,
    }[id] ?? 0;
  }

  copy() {
    const copy = Object.assign(new Sums(this.command), this);
    copy.rows = [...this.rows];
    copy.pages = this.pages.map((one) => ({ ...one }));
    copy.reads = { ...this.reads };
    copy.log = { ...this.log };
    copy.force = { ...this.force };
    return copy;
  }
}

/**
 * Makes the steps of what /api/trace tells.
 *
 * @return steps with `station`, `at` (nanoseconds from the beginning), `text`, `events` and `sums` (what is known after it); `total`, how
 *     long it all took; `dropped`, how many events the server left out
 */
export function journey(command, told) {
  const total = Math.max(told.trace?.total_ns ?? 0, ...told.events.slice(-3).map((event) => event.at_ns), 1);
  const sums = new Sums(command);
  const steps = [{ station: "request", at: 0, text: `“${command}” arrives.`, events: [], sums: sums.copy() }];
  for (const group of groups(told.events)) {
    for (const event of group) {
      sums.add(event);
    }
    const last = group[group.length - 1];
    steps.push({ station: station(last), at: last.at_ns, text: together(group), events: group, sums: sums.copy() });
  }
  if (told.trace?.failure && !sums.failure) {
    sums.failure = told.trace.failure;
  }
  if (steps[steps.length - 1].station !== "result") {
    const text = sums.failure ? `It failed with ${sums.failure}: nothing of it remains.` : `Done, after ${time(total)}.`;
    steps.push({ station: "result", at: total, text, events: [], sums: sums.copy() });
  }
  return { command, steps, total, events: told.events, dropped: told.dropped ?? 0, lines: told.lines ?? [] };
}

function groups(events) {
  if (events.length <= MOST_STEPS) {
    return events.map((event) => [event]);
  }
  // Reads and visits of many pages alternate: those are what there are many of, and what reads well as one sentence.
  const many = (event) => event.event === "PageVisit" || event.event === "PageChange" || event.event === "FileRead";
  const size = Math.ceil(events.length / MOST_STEPS);
  const groups = [];
  for (const event of events) {
    const last = groups[groups.length - 1];
    if (last && last.length < size && many(event) && many(last[0])) {
      last.push(event);
    } else {
      groups.push([event]);
    }
  }
  return groups;
}

function together(group) {
  if (group.length === 1) {
    return told(group[0]);
  }
  const visits = group.filter((event) => event.event === "PageVisit");
  const hits = visits.filter((event) => event.source === "CACHE").length;
  const reads = group.filter((event) => event.event === "FileRead");
  const changes = group.length - visits.length - reads.length;
  const parts = [];
  if (visits.length > 0) {
    parts.push(`${things(visits.length, "page visit")}: ${things(hits, "hit")}, ${things(visits.length - hits, "miss", "misses")}`);
  }
  if (reads.length > 0) {
    parts.push(`${things(reads.length, "read")} in ${time(reads.reduce((sum, event) => sum + event.nanos, 0))}`);
  }
  if (changes > 0) {
    parts.push(things(changes, "changed page"));
  }
  return `${parts.join("; ")}.`;
}

/** Where on the line of time an event lies: its end is when it was told. */
export function span(event) {
  const long = Math.max(0, event.nanos ?? 0);
  const end = event.at_ns;
  return { station: station(event), from: Math.max(0, event.event === "Statement" ? end : end - long), to: end };
}
