// A loader's name without its last word, which they all share; it may break before its key.
import { Fragment } from "react";

export function loaderName(loader) {
  const [what, ...keys] = loader.replace(/Loader$/, "").split(/(?=By[A-Z])/);
  return [
    what,
    ...keys.map((key) => (
      <Fragment key={key}>
        <wbr />
        {key}
      </Fragment>
    )),
  ];
}
