/** The list with one of it at another place; the others keep their order. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = list.filter((_, place) => place !== from);
  const thing = list.slice(from, from + 1);
  return [...rest.slice(0, to), ...thing, ...rest.slice(to)];
}
