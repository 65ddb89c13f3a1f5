// Very many small cells on one canvas, of which only those in view are drawn. With the keyboard: arrows, page and end keys go from
// cell to cell, Enter opens one. For a screen reader the canvas is a grid of so many rows and columns, in which one cell is there: the one
// that the keyboard is at.

import { h } from "./dom.js";

const GAP_FROM = 6;
/** Drawing takes a quarter of the time at most, however often it is asked for. */
const PAUSE = 3;

/** Cells in rows. */
export class CellGrid {
  /**
   * @param options `label` of the whole; `empty`, what to say where there is no cell; `hint` for the keyboard; `height` at most and `largest` cell, in pixels; `paint(context, cell, x, y, size)`;
   *     `say(cell)` a cell in words; `open(cell)`, called where one is chosen
   */
  constructor(options) {
    this.options = options;
    this.count = 0;
    this.size = 12;
    this.focused = 0;
    this.wanted = false;
    this.rested = 0;
    const hint = h("p", { class: "unseen", id: `${options.id}-hint`, text: options.hint });
    this.cell = h("div", { role: "gridcell", id: `${options.id}-cell` });
    this.line = h("div", { role: "row" }, this.cell);
    this.canvas = h(
      "canvas",
      {
        id: options.id,
        tabindex: 0,
        role: "grid",
        "aria-readonly": "true",
        "aria-label": options.label,
        "aria-describedby": hint.id,
        "aria-activedescendant": this.cell.id,
      },
      this.line,
    );
    this.tip = h("p", { class: "tip", "aria-hidden": "true" });
    this.room = h("div", { class: "room" }, this.canvas);
    this.frame = h("div", { class: "cellgrid" }, this.room);
    this.element = h("div", {}, hint, this.frame, this.tip);
    this.frame.addEventListener("scroll", () => this.draw());
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("focus", () => {
      this.tell();
      this.draw();
    });
    this.canvas.addEventListener("blur", () => this.draw());
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => this.tip.replaceChildren());
    this.canvas.addEventListener("click", (event) => {
      const cell = this.at(event);
      if (cell !== null) {
        this.focused = cell;
        this.tell();
        this.draw();
        this.options.open(cell);
      }
    });
    new ResizeObserver(() => this.layout()).observe(this.frame);
    for (const what of ["(prefers-color-scheme: dark)", "(resolution: 1dppx)"]) {
      matchMedia(what).addEventListener("change", () => this.layout());
    }
  }

  /** Tells how many cells there are. */
  resize(count) {
    if (count !== this.count) {
      this.tip.replaceChildren(); // it may tell of a cell that is gone, or that there is none
      this.count = count;
      this.focused = Math.min(this.focused, Math.max(0, count - 1));
      this.layout();
    } else {
      this.draw();
    }
  }

  /** The size of a cell in pixels; 0 for as large as lets all be seen at once. */
  zoom(size) {
    this.fixed = size;
    this.layout();
  }

  layout() {
    const width = this.frame.clientWidth;
    if (width === 0) {
      return; // not in view
    }
    const sizes = [40, 32, 26, 22, 18, 15, 12, 10, 8, 7, 6, 5, 4];
    const fits = (size) => Math.ceil(this.count / Math.floor(width / size)) * size <= this.options.height;
    this.size = this.fixed || (sizes.find((size) => size <= this.options.largest && fits(size)) ?? sizes[sizes.length - 1]);
    this.columns = Math.max(1, Math.floor(width / this.size));
    const full = Math.max(this.size, Math.ceil(this.count / this.columns) * this.size);
    this.room.style.height = `${full}px`;
    this.high = Math.min(full, this.options.height);
    this.frame.style.height = `${this.high + this.frame.offsetHeight - this.frame.clientHeight}px`; // its border too
    this.canvas.style.height = `${this.high}px`;
    this.canvas.style.width = `${this.columns * this.size}px`;
    const scale = devicePixelRatio;
    this.canvas.height = Math.round(this.high * scale);
    this.canvas.width = Math.round(this.columns * this.size * scale);
    this.canvas.setAttribute("aria-colcount", this.columns);
    this.canvas.setAttribute("aria-rowcount", Math.ceil(this.count / this.columns));
    this.tell();
    this.draw();
  }

  /** Says which cell the keyboard is at: where that changes, and at the canvas, a screen reader reads it. */
  tell() {
    if (this.count === 0) {
      this.cell.textContent = this.tip.textContent = this.options.empty ?? "";
      return;
    }
    this.line.setAttribute("aria-rowindex", Math.floor(this.focused / this.columns) + 1);
    this.cell.setAttribute("aria-colindex", (this.focused % this.columns) + 1);
    this.cell.textContent = this.options.say(this.focused);
  }

  /** Draws, once for however often it is asked before the next picture. */
  draw() {
    if (!this.wanted && this.columns) {
      this.wanted = true;
      setTimeout(() => requestAnimationFrame(() => {
        this.wanted = false;
        const begun = performance.now();
        this.paint();
        this.rested = performance.now() + (performance.now() - begun) * PAUSE;
      }), Math.max(0, this.rested - performance.now()));
    }
  }

  paint() {
    const context = this.canvas.getContext("2d");
    const scale = devicePixelRatio;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, this.columns * this.size, this.high);
    const top = this.frame.scrollTop;
    const gap = this.size >= GAP_FROM ? 1 : 0;
    const first = Math.floor(top / this.size) * this.columns;
    const last = Math.min(this.count, (Math.floor((top + this.high) / this.size) + 1) * this.columns);
    for (let cell = first; cell < last; cell++) {
      this.options.paint(context, cell, ...this.corner(cell, top), this.size - gap);
    }
    if (document.activeElement === this.canvas && this.count > 0) {
      const [x, y] = this.corner(this.focused, top);
      context.strokeStyle = getComputedStyle(this.canvas).color;
      context.lineWidth = 2;
      context.strokeRect(x + 1, y + 1, this.size - 2, this.size - 2);
    }
  }

  corner(cell, top) {
    return [(cell % this.columns) * this.size, Math.floor(cell / this.columns) * this.size - top];
  }

  at(event) {
    const column = Math.floor(event.offsetX / this.size);
    const row = Math.floor((event.offsetY + this.frame.scrollTop) / this.size);
    const cell = row * this.columns + column;
    return column >= 0 && column < this.columns && cell >= 0 && cell < this.count ? cell : null;
  }

  point(event) {
    const cell = this.at(event);
    this.tip.textContent = cell === null ? "" : this.options.say(cell);
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.high / this.size)) * this.columns;
    const by = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: this.columns,
      ArrowUp: -this.columns,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    }[event.key];
    if (this.count === 0 || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (by !== undefined) {
      event.preventDefault();
      this.focus(Math.min(Math.max(this.focused + by, 0), this.count - 1));
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.options.open(this.focused);
    }
  }

  /** Goes to a cell, says it, and brings it into view. */
  focus(cell) {
    this.focused = cell;
    const y = Math.floor(cell / this.columns) * this.size;
    if (y < this.frame.scrollTop) {
      this.frame.scrollTop = y;
    } else if (y + this.size > this.frame.scrollTop + this.high) {
      this.frame.scrollTop = y + this.size - this.high;
    }
    this.tell();
    this.tip.textContent = this.cell.textContent;
    this.draw();
  }
}
