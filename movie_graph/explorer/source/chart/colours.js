// The colours of a chart on a light and on a dark page, each at least 3:1 against it.
const LIGHT = {
  paper: "#ffffff",
  ink: "#3b4b68",
  grid: "#3b4b6826",
  zero: "#3b4b68",
  series: [
    "#0b6bb3",
    "#c2500a",
    "#00795b",
    "#a8327f",
    "#6a4fb3",
    "#8a6a00",
    "#5a5a5a",
    "#b3202c",
  ],
};
const DARK = {
  paper: "#212a3b",
  ink: "#d5dbe6",
  grid: "#d5dbe626",
  zero: "#d5dbe6",
  series: [
    "#5ab4ea",
    "#f0a030",
    "#35c79f",
    "#ec8fc6",
    "#b7a4e8",
    "#ece15a",
    "#c9c9c9",
    "#ff8f7d",
  ],
};

export const coloursOf = (isDark) => (isDark ? DARK : LIGHT);
