// The question that a saved analysis answers, and the notes on it: the comments that it begins with.

// "Which films lost the most money?"; null where the first line asks nothing.
export function questionOf(query) {
  return query.match(/^\s*#[ \t]*(.+\?)[ \t]*(\n|$)/)?.[1] ?? null;
}

// The comments below the question, as one text.
export function notesOf(query) {
  const comments = query.match(/^\s*((?:#.*\n)+)/)?.[1] ?? "";
  const [, ...notes] = comments.trimEnd().split("\n");
  return notes.map((line) => line.slice(1).trim()).join(" ");
}
