// The plan of the last request; every request asks for one while somebody wants it.
let state = { plan: null, refused: false };
let want = false;
const listeners = new Set();

export const wanted = () => want;
export const setWanted = (value) => {
  want = value;
};

export const currentPlan = () => state;

export function listenToPlans(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

// Takes the plan out of an answer, so that the answer looks as it does without one.
export function takePlan(answer) {
  const { extensions: all, ...rest } = answer;
  const { plan, ...extensions } = all ?? {};
  state = { plan: plan ?? null, refused: plan === undefined };
  listeners.forEach((listener) => listener());
  return Object.keys(extensions).length ? { ...rest, extensions } : rest;
}
