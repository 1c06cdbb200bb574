// What the buttons give: a table as a CSV file, a chart as a PNG file.

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

// A canvas is transparent, and a picture needs a ground that its ink is legible on.
export function pngOf(canvas, paper) {
  const picture = document.createElement("canvas");
  picture.width = canvas.width;
  picture.height = canvas.height;
  const context = picture.getContext("2d");
  context.fillStyle = paper;
  context.fillRect(0, 0, picture.width, picture.height);
  context.drawImage(canvas, 0, 0);
  return new Promise((resolve) => picture.toBlob(resolve, "image/png"));
}
