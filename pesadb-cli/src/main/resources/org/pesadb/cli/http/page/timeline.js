// When what happened: a lane for each station, from the first token to the last row.

import { h, svg } from "./dom.js";
import { time } from "./format.js";
import { span, STATIONS } from "./journey.js";

const WIDTH = 1000;
const LANE = 14;
const MOST = 2000;

/**
 * Draws it.
 *
 * @param way    a journey
 * @param choose is called with the number of a step that was clicked
 * @return `element`, and `mark(nanoseconds)`, which shows how far one is
 */
export function timeline(way, choose) {
  const lanes = STATIONS.filter((station) => station.id !== "request");
  const height = lanes.length * LANE;
  const x = (nanos) => (Math.min(nanos, way.total) / way.total) * WIDTH;
  const bars = way.events.slice(0, MOST).map((event) => {
    const { station, from, to } = span(event);
    const lane = lanes.findIndex((one) => one.id === station);
    return svg("rect", {
      class: `bar ${station}`,
      x: x(from),
      y: lane * LANE + 3,
      width: Math.max(3, x(to) - x(from)),
      height: LANE - 6,
    });
  });
  const marker = svg("line", { class: "marker", x1: 0, x2: 0, y1: 0, y2: height });
  const drawing = svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": `When each station was busy, within ${time(way.total)}; all steps below tell the same in words` },
    lanes.map((_, index) => svg("line", { class: "lane", x1: 0, x2: WIDTH, y1: index * LANE + LANE / 2, y2: index * LANE + LANE / 2 })),
    bars,
    marker,
  );
  drawing.addEventListener("click", (event) => {
    const box = drawing.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * way.total;
    const later = way.steps.findIndex((step) => step.at >= at);
    choose(later < 0 ? way.steps.length - 1 : later);
  });
  return {
    element: h(
      "figure",
      { class: "timeline" },
      h("figcaption", { text: `When: ${time(way.total)} from the first token to the last row` }),
      h(
        "div",
        { class: "lanes" },
        h("div", { class: "names", "aria-hidden": "true" }, lanes.map((station) => h("span", { text: station.title }))),
        h("div", { class: "plot" }, drawing, h("div", { class: "scale", "aria-hidden": "true" }, [0, 0.25, 0.5, 0.75, 1].map((part) => h("span", { text: part === 0 ? "0" : time(Math.round(way.total * part)) })))),
      ),
    ),
    mark(nanos) {
      marker.setAttribute("x1", x(nanos));
      marker.setAttribute("x2", x(nanos));
    },
  };
}
