// Giving the reader a file to save.

export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MILLISECONDS);
}

const KEPT_MILLISECONDS = 60_000; // a slow disk is still reading when the click returns

// "flops-by-year" of any title; never empty.
export function fileName(title, ending) {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ["table"];
  return `${words.join("-").slice(0, 60)}.${ending}`;
}
