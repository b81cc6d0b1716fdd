/** Nobody touches a screen for customers: it asks not to go dark, and again whenever the page comes back to the front. */
export function stayAwake(): void {
  if (!("wakeLock" in navigator)) return;
  const ask = (): void => {
    // A device that saves its battery says no; its screen then sleeps as it always does.
    if (document.visibilityState === "visible") navigator.wakeLock.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
