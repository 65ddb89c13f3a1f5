// What may come next in a command. The server says it, as it does to the shell: there is one grammar, and it is not here.

import * as api from "./api.js";

/**
 * What may stand where somebody writes.
 *
 * @param before      the command up to the cursor
 * @param transaction the one whose tables count, or null
 * @return `begun`, the part of a word that is there already, and `words`, each of which may take its place
 */
export const offers = (before, transaction) => api.complete(before, transaction);

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
