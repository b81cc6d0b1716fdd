import { createContext } from "svelte";
import { trusted } from "../trusted.ts";

/** New versions of the till: fetched quietly, started only when the cashier says so (and no basket is open). */
export class Updates {
  #waiting = $state.raw<ServiceWorker>();

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  async watch(): Promise<void> {
    const container = "serviceWorker" in navigator ? navigator.serviceWorker : undefined;
    if (container === undefined || !import.meta.env.PROD) return;
    const wasControlled = container.controller !== null;
    container.addEventListener("controllerchange", () => {
      // The very first worker takes over a page that is already the newest.
      if (wasControlled) location.reload();
    });
    try {
      const registration = await container.register(trusted("/till/sw.js"), { scope: "/till/" });
      if (wasControlled && registration.waiting !== null) this.#waiting = registration.waiting;
      registration.addEventListener("updatefound", () => this.#follow(registration.installing));
      const ready = await container.ready;
      ready.active?.postMessage("fetch-the-rest");
      // Without a network there is nothing newer to find: an hour later it is asked again.
      setInterval(() => void registration.update().catch(() => undefined), 3_600_000);
    } catch {
      // Without a service worker the till still sells; it only can't start offline. The address may be untrusted.
    }
  }

  apply(): void {
    this.#waiting?.postMessage("start-new-version");
  }

  #follow(worker: ServiceWorker | null): void {
    worker?.addEventListener("statechange", () => {
      if (worker.state === "installed" && navigator.serviceWorker.controller !== null) this.#waiting = worker;
    });
  }
}

export const [useUpdates, giveUpdates] = createContext<Updates>();
