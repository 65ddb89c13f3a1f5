// Under the hood: runs a command and shows the way it took, step by step, as often as one likes.

import * as api from "./api.js";
import { announce, button, choice, field, h, show, still } from "./dom.js";
import { count, things, time } from "./format.js";
import { journey, told } from "./journey.js";
import { Picture } from "./picture.js";
import { trouble } from "./result.js";
import { timeline } from "./timeline.js";

const EXAMPLES = ["SEL users WHERE id=1", "INS users 100 Zawadi", "SEL users WHERE name LIKE 'A%' ORDER name", "JOIN users orders ON id user_id", "CHECKPOINT"];
const SPEEDS = [
  ["1600", "slowly"],
  ["800", "at ease"],
  ["300", "quickly"],
];

let command;
let errors;
let stage;
let player = null;
let running = false;
let sends;

/** Fills the panel. */
export function start(panel) {
  command = h("input", { id: "watched", class: "code", autocomplete: "off", autocapitalize: "off", spellcheck: "false", value: EXAMPLES[0] });
  errors = h("div", { role: "alert" });
  stage = h("div");
  sends = h("button", { type: "submit", class: "primary", text: "Watch it travel" });
  const form = h(
    "form",
    { id: "watch-form", class: "row bottom", on: { submit: run } },
    field("A command", command, "It is really carried out: an INS inserts."),
    sends,
  );
  const examples = h(
    "p",
    { class: "row" },
    h("span", { class: "quiet", text: "For example" }),
    EXAMPLES.map((example) =>
      button(example, () => {
        command.value = example;
        form.requestSubmit();
      }, { class: "chip" }),
    ),
  );
  panel.append(h("h2", { text: "The way of a command" }), form, examples, errors, stage);
  show(stage, new Picture().element);
}

/** The address brings a command: it is written, and not run. */
export function given(text) {
  command.value = text;
  command.focus();
  history.replaceState(null, "", "#watch"); // so that the same link works again
}

/** Nothing moves where nobody looks. */
export function leave() {
  player?.pause();
}

async function run(event) {
  event.preventDefault();
  if (running) {
    return; // it would be carried out twice
  }
  const text = command.value.trim();
  player?.pause();
  running = sends.disabled = true;
  try {
    const answer = await api.trace(text);
    show(errors);
    player = new Player(journey(text, answer));
    show(stage, player.element);
    player.begin();
  } catch (failure) {
    show(errors, trouble(failure));
  } finally {
    running = sends.disabled = false;
  }
}

/** Goes through the steps of a journey. */
class Player {
  constructor(way) {
    this.way = way;
    this.at = 0;
    this.timer = null;
    this.picture = new Picture();
    this.line = timeline(way, (step) => this.stop(step));
    this.speed = choice(SPEEDS, "800", { "aria-label": "How fast" });
    this.toggle = button("Pause", () => (this.timer === null ? this.play() : this.pause()), { class: "primary", id: "toggle" });
    this.slider = h("input", { type: "range", min: 0, max: way.steps.length - 1, value: 0, "aria-label": "Step" });
    this.slider.addEventListener("input", () => this.stop(Number(this.slider.value)));
    this.text = h("p", { class: "now", id: "now" });
    this.place = h("p", { class: "quiet", id: "place" });
    this.list = h("ol", { class: "steps", start: 0 }, way.steps.map((step, index) =>
      h("li", {}, button(step.text, () => this.stop(index)), h("span", { class: "quiet", text: ` ${time(step.at)}` })),
    ));
    this.picture.beside(
      h(
        "div",
        { class: "player", role: "group", "aria-label": "The steps of the command" },
        this.place,
        this.text,
        this.slider,
        h(
          "div",
          { class: "row" },
          button("Replay", () => this.begin(), { id: "replay" }),
          button("Back", () => this.stop(this.at - 1), { id: "back" }),
          this.toggle,
          button("Step", () => this.stop(this.at + 1), { id: "step" }),
          this.speed,
        ),
      ),
    );
    this.element = h(
      "div",
      { id: "journey" },
      this.picture.element,
      this.line.element,
      way.dropped > 0 ? h("p", { class: "note", text: `${things(way.dropped, "event")} more happened than are shown one by one; the figures in words count all.` }) : null,
      h("details", {}, h("summary", { text: `All ${things(way.steps.length, "step")}` }), this.list),
      h("details", { open: true }, h("summary", { text: "In words, as TRACE tells it" }), h("pre", { tabindex: 0, role: "group", "aria-label": "In words", id: "outline", text: way.lines.join("\n") })),
      h("details", {}, h("summary", { text: `All ${things(way.events.length, "event")}` }), eventList(way.events)),
    );
  }

  /** From the first step on; where nothing shall move, straight to the last. */
  begin() {
    this.show(0);
    if (still()) {
      this.stop(this.way.steps.length - 1);
    } else {
      this.play();
    }
  }

  play() {
    if (this.at === this.way.steps.length - 1) {
      this.show(0);
    }
    show(this.toggle, "Pause");
    const next = () => {
      this.show(this.at + 1);
      if (this.at === this.way.steps.length - 1) {
        this.pause();
        announce(this.text.textContent);
      } else {
        this.timer = setTimeout(next, Number(this.speed.value));
      }
    };
    this.timer = setTimeout(next, Number(this.speed.value));
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    show(this.toggle, "Play");
  }

  /** Goes to a step and stays there. */
  stop(step) {
    this.pause();
    this.show(Math.min(Math.max(step, 0), this.way.steps.length - 1));
    announce(`${this.place.textContent} ${this.text.textContent}`);
  }

  show(step) {
    const before = this.way.steps[this.at];
    this.at = step;
    const now = this.way.steps[step];
    this.picture.show(this.way, step, before.station, Number(this.speed.value));
    this.line.mark(now.at);
    this.slider.value = step;
    this.slider.setAttribute("aria-valuetext", now.text);
    this.text.textContent = now.text;
    this.place.textContent = `Step ${step} of ${this.way.steps.length - 1}, ${time(now.at)} after the beginning.`;
    for (const [index, one] of [...this.list.children].entries()) {
      if (index === step) {
        one.setAttribute("aria-current", "step");
      } else {
        one.removeAttribute("aria-current");
      }
    }
  }
}

const LISTED = 500;

function eventList(events) {
  return h(
    "div",
    { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "Events" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, ["at", "event", "what"].map((text) => h("th", { scope: "col", text })))),
      h("tbody", {}, events.slice(0, LISTED).map((event) =>
        h("tr", {}, h("td", { class: "number", text: time(event.at_ns) }), h("td", { text: event.event }), h("td", { text: told(event) })),
      )),
    ),
    events.length > LISTED ? h("p", { class: "quiet", text: `The first ${count(LISTED)} of ${count(events.length)}.` }) : null,
  );
}
