// Values as people read them: in a cell of the table, and short on an axis.
const EXACT = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const SHORT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

export const UNKNOWN = "–";

export function formatCell(value, column) {
  return format(value, column, EXACT);
}

export function formatTick(value, column) {
  return format(value, column, SHORT);
}

function format(value, { kind, unit }, numbers) {
  if (value === null) return UNKNOWN;
  if (kind !== "number") return String(value);
  return (unit === "percent" ? PERCENT : numbers).format(value);
}
