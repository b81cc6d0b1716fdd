/** The best order of promotions that compete. Twin of comptoir.pricing.v2.search. */

const EXHAUSTIVE_MAX = 4;
const MOVED_MAX = 12;

type Step<State, Rule> = (state: State, rule: Rule) => State | undefined;

/**
 * The state of greatest value that some of the rules reach in some order; the first of equals.
 *
 * `step` applies a rule as far as it goes and answers undefined when it gives nothing. Up to four rules every order of
 * every selection is tried, so one rule more never makes the best worse. More rules go by what each gives alone, and
 * the strongest are tried in front of the others.
 */
export function bestOrder<State, Rule>(
  start: State,
  rules: readonly Rule[],
  step: Step<State, Rule>,
  value: (state: State) => number,
): State {
  return rules.length <= EXHAUSTIVE_MAX ? explored(start, rules, step, value) : improved(start, rules, step, value);
}

function explored<State, Rule>(
  start: State,
  rules: readonly Rule[],
  step: Step<State, Rule>,
  value: (state: State) => number,
): State {
  let best = start;
  let bestValue = value(start);

  function explore(state: State, left: readonly Rule[]): void {
    for (const [index, rule] of left.entries()) {
      const reached = step(state, rule);
      if (reached === undefined) continue;
      const reachedValue = value(reached);
      if (reachedValue > bestValue) {
        best = reached;
        bestValue = reachedValue;
      }
      if (left.length > 1) explore(reached, [...left.slice(0, index), ...left.slice(index + 1)]);
    }
  }

  explore(start, rules);
  return best;
}

function improved<State, Rule>(
  start: State,
  rules: readonly Rule[],
  step: Step<State, Rule>,
  value: (state: State) => number,
): State {
  function run(order: readonly Rule[]): State {
    let state = start;
    for (const rule of order) state = step(state, rule) ?? state;
    return state;
  }

  const alone: { readonly gain: number; readonly rule: Rule }[] = [];
  for (const rule of rules) {
    const reached = step(start, rule);
    if (reached !== undefined) alone.push({ gain: value(reached), rule });
  }
  let order = alone.sort((a, b) => b.gain - a.gain).map((entry) => entry.rule);
  let best = run(order);
  let bestValue = value(best);
  for (let index = 1; index < Math.min(order.length, MOVED_MAX); index += 1) {
    const moved = [...order.slice(index, index + 1), ...order.slice(0, index), ...order.slice(index + 1)];
    const reached = run(moved);
    const reachedValue = value(reached);
    if (reachedValue > bestValue) {
      best = reached;
      bestValue = reachedValue;
      order = moved;
    }
  }
  // A set can spoil more than it gives; with many rules only the whole order is weighed against none.
  return bestValue > value(start) ? best : start;
}
