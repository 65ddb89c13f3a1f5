// The picture of a journey: a card for each station, lines between those that lie beside each other, and what travels along them.

import { h, show, still, svg } from "./dom.js";
import { time } from "./format.js";
import { route, station, STATIONS, WAYS } from "./journey.js";

/** A picture. It is empty until `show`. */
export class Picture {
  constructor() {
    this.cards = new Map(STATIONS.map((one, index) => [one.id, card(one, index + 1)]));
    this.lines = svg("svg", { class: "ways", "aria-hidden": "true" });
    this.packet = h("span", { class: "packet", hidden: true, "aria-hidden": "true" });
    this.been = new Set();
    this.place = h("div", { class: "beside" }, h("p", { class: "quiet", text: "Run a command to see which way it takes, what it meets there, and how long that takes." }));
    this.board = h("ol", { class: "stations", role: "list" }, [...this.cards.values()].map((one) => one.element));
    this.element = h("div", { class: "picture" }, this.lines, this.packet, this.board, this.place);
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  /** Puts something into the room that the stations leave. */
  beside(element) {
    show(this.place, element);
  }

  /** Shows what is known after a step, and how it came there. */
  show(way, number, from, pace) {
    const step = way.steps[number];
    const been = new Set(way.steps.slice(0, number + 1).flatMap((one) => [one.station, ...one.events.map(station)]));
    const last = number === way.steps.length - 1;
    for (const [id, one] of this.cards) {
      const lines = been.has(id) ? step.sums.lines(id) : null;
      const state = id === step.station ? "now" : been.has(id) ? "done" : last ? "skipped" : "idle";
      one.fill(state, lines, step.sums.nanos(id), way.total, id === "cache" ? step.sums.pages : []);
      if (id === step.station) {
        one.element.setAttribute("aria-current", "step");
      } else {
        one.element.removeAttribute("aria-current");
      }
    }
    this.been = been;
    this.draw();
    this.travel(route(from, step.station), pace);
  }

  travel(stations, pace) {
    this.moving?.cancel();
    if (still() || stations.length < 2) {
      this.packet.hidden = true;
      return;
    }
    this.packet.hidden = false;
    const frames = stations.map((id) => {
      const { x, y } = this.centre(id);
      return { transform: `translate(${x}px, ${y}px)` };
    });
    this.moving = this.packet.animate(frames, { duration: pace * 0.6, easing: "ease-in-out" });
    this.moving.addEventListener("finish", () => {
      this.packet.hidden = true;
    });
  }

  centre(id) {
    const whole = this.element.getBoundingClientRect();
    const box = this.cards.get(id).element.getBoundingClientRect();
    return { x: box.left - whole.left + box.width / 2, y: box.top - whole.top + box.height / 2 };
  }

  draw() {
    show(
      this.lines,
      WAYS.map(([a, b]) => {
        const from = this.centre(a);
        const to = this.centre(b);
        const been = this.been.has(a) && this.been.has(b);
        return svg("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, class: been ? "been" : null });
      }),
    );
  }
}

const STATES = { idle: "", now: "here now", done: "passed", skipped: "not needed" };

function card({ id, title, where, idle }, number) {
  const state = h("span", { class: "state" });
  const body = h("div", { class: "figures" }, h("p", { class: "quiet", text: idle }));
  const element = h(
    "li",
    { class: `station ${id}`, data: { station: id, state: "idle" } },
    h("h3", {}, h("span", { class: "badge", "aria-hidden": "true", text: String(number) }), title, state),
    h("p", { class: "where", text: where }),
    body,
  );
  return {
    element,
    fill(now, lines, nanos, total, pages) {
      element.dataset.state = now;
      state.textContent = STATES[now];
      show(
        body,
        lines === null
          ? h("p", { class: "quiet", text: idle })
          : lines.filter((line) => line !== null).map((line) => h("p", { text: line })),
        pages.length > 0
          ? h("div", { class: "cells", "aria-hidden": "true" }, pages.map((one) => h("span", { class: one.how, title: `page ${one.page}: ${one.how}` })))
          : null,
        nanos > 0
          ? h("progress", { max: total, value: Math.min(nanos, total), "aria-label": "share of the time", title: `${time(nanos)} of ${time(total)}` })
          : null,
      );
    },
  };
}
