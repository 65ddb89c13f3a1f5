// Figures and values as people read them.

/** A number with its thousands apart. */
export function count(number) {
  return number === null || number === undefined ? "unknown" : number.toLocaleString("en");
}

/** A number of things. */
export function things(number, one, many = `${one}s`) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** A time in nanoseconds. */
export function time(nanos) {
  if (nanos === null || nanos === undefined || nanos < 0) {
    return "unknown";
  }
  if (nanos < 1_000) {
    return `${nanos} ns`;
  }
  if (nanos < 1_000_000) {
    return `${(nanos / 1e3).toFixed(1)} µs`;
  }
  return nanos < 1e9 ? `${(nanos / 1e6).toFixed(2)} ms` : `${(nanos / 1e9).toFixed(2)} s`;
}

/** A number of bytes. */
export function bytes(number) {
  if (number === null || number === undefined || number < 0) {
    return "unknown";
  }
  if (number < 10_240) {
    return things(number, "byte");
  }
  return number < 10_485_760 ? `${(number / 1024).toFixed(0)} KiB` : `${(number / 1_048_576).toFixed(1)} MiB`;
}

/** What stands in a cell of a result. */
export function value(of) {
  return of !== null && typeof of === "object" ? JSON.stringify(of) : String(of);
}

/** A name or value as one token of the command language. */
export function quote(text) {
  if (text === null) {
    return "NULL";
  }
  const plain = String(text);
  if (/^[\p{L}\p{Nd}_.+/@-]+$/u.test(plain) && !plain.startsWith("--") && !/^null$/i.test(plain)) {
    return plain;
  }
  if (!/[\p{Cc}\u2028\u2029\ufeff]/u.test(plain)) {
    return `'${plain.replaceAll("'", "''")}'`;
  }
  const escaped = plain
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replace(/[\p{Cc}\u2028\u2029\ufeff]/gu, (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, "0")}`);
  return `"${escaped}"`;
}
