// Rows in the order of a column, unknown values last either way.
const TEXTS = new Intl.Collator("en", { numeric: true });

// `direction` is 1 for the smallest first and -1 for the largest; rows that tie keep their order.
export function sortRows(rows, { at }, direction) {
  return [...rows].sort((a, b) => {
    const [left, right] = [a[at], b[at]];
    if (left === null || right === null) return (left === null) - (right === null);
    return direction * compare(left, right);
  });
}

function compare(left, right) {
  const isNumber = typeof left === "number" && typeof right === "number";
  return isNumber ? left - right : TEXTS.compare(String(left), String(right));
}
