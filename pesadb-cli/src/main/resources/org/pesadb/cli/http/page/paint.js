// How a page looks on the map: a hue for its table, a shape for its kind, bright where it is in the cache.

import { still } from "./dom.js";

const HUES = 8;
const SHAPED_FROM = 7;

/** How long a page counts as changed just now, in milliseconds. */
export const JUST_NOW = 1_500;

/** The class by which the style sheet knows a table's hue. */
export function hue(tables, table) {
  const at = tables.indexOf(table);
  return table === "" || at < 0 ? "hue-own" : `hue-${at % HUES}`;
}

/** The colours of the page as it is shown now, light or dark. */
export class Colours {
  constructor(element) {
    this.element = element;
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(query).addEventListener("change", () => this.read());
    }
    this.read();
  }

  read() {
    const style = getComputedStyle(this.element);
    this.names = new Map();
    for (const name of ["own", "free", "logged", "changed", "danger", "surface", "ink", ...Array.from({ length: HUES }, (_, i) => i)]) {
      this.names.set(typeof name === "number" ? `hue-${name}` : name, style.getPropertyValue(typeof name === "number" ? `--hue-${name}` : `--${name}`).trim());
    }
    this.names.set("hue-own", this.names.get("own"));
  }

  get(name) {
    return this.names.get(name);
  }
}

/**
 * Draws a page.
 *
 * @param look `kind`, `hue`, `bright`, `dimmed`, `logged`, `changed`
 */
export function paintPage(context, colours, look, x, y, size) {
  const shaped = size >= SHAPED_FROM;
  context.globalAlpha = look.dimmed ? 0.12 : look.bright ? 1 : 0.55;
  const faint = context.globalAlpha * 0.45;
  context.fillStyle = colours.get(look.kind === "FREE" || look.kind === "NONE" ? "free" : look.hue);
  switch (look.kind) {
    case "FREE":
    case "NONE":
      if (shaped) {
        context.strokeStyle = context.fillStyle;
        context.lineWidth = 1;
        context.strokeRect(x + 0.5, y + 0.5, size - 1, size - 1);
      } else {
        context.globalAlpha = faint;
        context.fillRect(x, y, size, size);
      }
      break;
    case "INDEX":
      if (shaped) {
        triangle(context, x, y, size);
      }
      context.globalAlpha = faint;
      context.fillRect(x, y, size, size);
      break;
    case "OVERFLOW":
      context.fillRect(x, y + size / 3, size, size / 3);
      context.globalAlpha = faint;
      context.fillRect(x, y, size, size);
      break;
    case "DIRECTORY":
      context.fillRect(x, y, size, size);
      if (shaped) {
        context.fillStyle = colours.get("surface");
        context.fillRect(x + size / 3, y + size / 3, size / 3, size / 3);
      }
      break;
    case "DAMAGED":
      context.globalAlpha = look.dimmed ? 0.12 : 1;
      context.fillStyle = colours.get("danger");
      context.fillRect(x, y, size, size);
      if (shaped) {
        context.strokeStyle = colours.get("surface");
        context.lineWidth = 2;
        context.beginPath();
        context.moveTo(x + 2, y + 2);
        context.lineTo(x + size - 2, y + size - 2);
        context.moveTo(x + size - 2, y + 2);
        context.lineTo(x + 2, y + size - 2);
        context.stroke();
      }
      break;
    default:
      context.fillRect(x, y, size, size);
  }
  context.globalAlpha = look.dimmed ? 0.3 : 1;
  if (look.logged) {
    context.fillStyle = colours.get("logged");
    context.fillRect(x, y + size - Math.max(1, Math.round(size / 6)), size, Math.max(1, Math.round(size / 6)));
  }
  if (look.changed) {
    context.strokeStyle = colours.get("changed");
    context.lineWidth = still() ? 1 : 2;
    context.strokeRect(x, y, size, size);
  }
  context.globalAlpha = 1;
}

function triangle(context, x, y, size) {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x, y + size);
  context.lineTo(x + size, y + size);
  context.fill();
}

/** Draws a commit in the log: a bar, as it ends what stands before it. */
export function paintCommit(context, colours, x, y, size) {
  context.fillStyle = colours.get("ink");
  const width = Math.max(1, Math.round(size / 4));
  context.fillRect(x + (size - width) / 2, y, width, size);
}
