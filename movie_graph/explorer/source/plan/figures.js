// Counts and times as the panel writes them.
export const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
export const time = (milliseconds) => `${milliseconds.toFixed(1)} ms`;
