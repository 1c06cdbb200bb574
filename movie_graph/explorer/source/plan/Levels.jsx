// What each level of the request was answered by.
import { time } from "./figures.js";
import { loaderName } from "./loaderName.jsx";

const TITLES = ["Level", "Field", "Answered by", "Keys", "Time"];

export function Levels({ levels }) {
  return (
    <table className="plan-levels">
      <thead>
        <tr>
          {TITLES.map((title) => (
            <th key={title}>{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {levels.flatMap(lines).map((line, number) => (
          <tr key={number}>
            {line.map((cell, at) => (
              <td key={at}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function lines({ level, resolvers, loaders }) {
  return [
    ...resolvers.map(({ field, calls }) => [level, field, "resolver", calls, ""]),
    ...loaders.map(({ fields, loader, keys, milliseconds }) => [
      level,
      fields.join(", "),
      loaderName(loader),
      keys,
      time(milliseconds),
    ]),
  ];
}
