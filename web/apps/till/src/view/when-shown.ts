/** A page that is drawn late, or never because it is hidden, is waited for no longer than this. */
const LATEST_MS = 500;

/** After the next frame stands on the screen: whoever looks at it comes first. */
export function whenShown(then: () => void): void {
  let isDone = false;
  const once = (): void => {
    if (isDone) return;
    isDone = true;
    then();
  };
  setTimeout(once, LATEST_MS);
  requestAnimationFrame(() => setTimeout(once, 0));
}
