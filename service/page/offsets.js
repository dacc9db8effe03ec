// Offsets of the service count Unicode code points; a string of this language counts UTF-16 units.

/** A Map from each wanted offset in code points to the one in units, found in one pass over the text. */
export function units(text, wanted) {
  const found = new Map();
  let unit = 0;
  let point = 0;
  for (const target of [...new Set(wanted)].sort((one, other) => one - other)) {
    for (; point < target && unit < text.length; point += 1) unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
    found.set(target, unit);
  }
  return found;
}
