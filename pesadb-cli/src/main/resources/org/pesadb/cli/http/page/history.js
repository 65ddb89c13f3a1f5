// The commands of before, kept by the browser for this address.

const KEY = "pesadb.history";
const MOST = 200;

/** Goes back and forth among commands. */
export class History {
  constructor() {
    this.lines = load();
    this.at = this.lines.length;
    this.draft = "";
  }

  /** Adds a command behind the others. */
  add(line) {
    if (this.lines[this.lines.length - 1] !== line) {
      this.lines.push(line);
      this.lines.splice(0, this.lines.length - MOST);
    }
    this.at = this.lines.length;
    this.draft = "";
    try {
      localStorage.setItem(KEY, JSON.stringify(this.lines));
    } catch (full) {
      console.warn("The history is kept until the page is left: the browser does not keep it.", full);
    }
  }

  /**
   * The command before (-1) or behind (1) the one that is shown.
   *
   * @param now what is being written, to come back to
   * @return null at either end
   */
  move(by, now) {
    const to = this.at + by;
    if (to < 0 || to > this.lines.length) {
      return null;
    }
    if (this.at === this.lines.length) {
      this.draft = now;
    }
    this.at = to;
    return to === this.lines.length ? this.draft : this.lines[to];
  }
}

function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((line) => typeof line === "string") : [];
  } catch (broken) {
    console.warn("The history begins anew: what the browser kept of it cannot be read.", broken);
    return [];
  }
}
