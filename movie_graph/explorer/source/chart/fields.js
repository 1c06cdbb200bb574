// Which field of the schema each path of an answer shows: its own name behind an alias, and its text.

// A map from "analytics.flops.loss" to { name, type, description }; empty without schema or document.
export function fieldsOf(schema, document, operationName) {
  const found = new Map();
  const operation = document?.definitions.find(
    ({ operation, name }) => operation && (!operationName || name?.value === operationName),
  );
  if (!schema || !operation) return found;
  const fragments = new Map(
    document.definitions
      .filter(({ kind }) => kind === "FragmentDefinition")
      .map((fragment) => [fragment.name.value, fragment]),
  );
  walk(operation.selectionSet, rootType(schema, operation.operation), "", new Set());
  return found;

  function walk(selectionSet, type, prefix, spreads) {
    for (const selection of selectionSet?.selections ?? []) {
      if (selection.kind === "Field") addField(selection, type, prefix, spreads);
      else enter(selection, type, prefix, spreads);
    }
  }

  function addField(selection, type, prefix, spreads) {
    const field = type?.getFields?.()[selection.name.value];
    if (!field) return;
    const path = `${prefix}${(selection.alias ?? selection.name).value}`;
    const inner = named(field.type);
    found.set(path, { name: field.name, type: inner.name, description: field.description ?? "" });
    walk(selection.selectionSet, inner, `${path}.`, spreads);
  }

  function enter(selection, type, prefix, spreads) {
    const name = selection.kind === "FragmentSpread" ? selection.name.value : null;
    const fragment = name ? fragments.get(name) : selection;
    // A document that is being written may have fragments that hold themselves.
    if (!fragment || spreads.has(name)) return;
    const condition = fragment.typeCondition?.name.value;
    const inside = name ? new Set([...spreads, name]) : spreads;
    walk(fragment.selectionSet, condition ? schema.getType(condition) : type, prefix, inside);
  }
}

function rootType(schema, operation) {
  if (operation === "mutation") return schema.getMutationType();
  return operation === "subscription" ? schema.getSubscriptionType() : schema.getQueryType();
}

function named(type) {
  return type.ofType ? named(type.ofType) : type;
}
