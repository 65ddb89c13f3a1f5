// JSON whose whole numbers keep their 64 bits: those that a double would round become BigInt, and go back as plain numbers.

const LONG = /-?\d{16}/;
const PIECE = /"(?:[^"\\]|\\.)*"|(?<![\d.])-?\d{16,}(?![\d.eE])/g;

// Stands before such a number while it is a string on its way through JSON.parse; nobody can have written it into their data.
const MARK = `${crypto.getRandomValues(new Uint32Array(4)).join("-")}:`;

/** Reads a text of JSON. */
export function parse(text) {
  if (!LONG.test(text)) {
    return JSON.parse(text);
  }
  const marked = text.replace(PIECE, (piece) => (piece.startsWith('"') ? piece : `"${MARK}${piece}"`));
  return JSON.parse(marked, (_, value) => {
    if (typeof value !== "string" || !value.startsWith(MARK)) {
      return value;
    }
    const number = BigInt(value.slice(MARK.length));
    return BigInt(Number(number)) === number && Number.isSafeInteger(Number(number)) ? Number(number) : number;
  });
}

/** Writes a value of strings, numbers, BigInt, booleans, null, arrays and plain objects. */
export function stringify(value) {
  if (typeof value === "bigint") {
    return value.toString();
  }
  if (Array.isArray(value)) {
    return `[${value.map(stringify).join(",")}]`;
  }
  if (value !== null && typeof value === "object") {
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}:${stringify(member)}`)
      .join(",")}}`;
  }
  return JSON.stringify(value);
}
