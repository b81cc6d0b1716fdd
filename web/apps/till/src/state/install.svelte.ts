import { createContext } from "svelte";

/** Chromium's offer to install the page as an app; other browsers have it in their menu. */
interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

function isInstallEvent(event: Event): event is InstallEvent {
  return "prompt" in event;
}

export class Install {
  #offer = $state.raw<InstallEvent>();

  constructor() {
    addEventListener("beforeinstallprompt", (event) => {
      if (!isInstallEvent(event)) return;
      event.preventDefault();
      this.#offer = event;
    });
    addEventListener("appinstalled", () => {
      this.#offer = undefined;
    });
  }

  get canInstall(): boolean {
    return this.#offer !== undefined;
  }

  async ask(): Promise<void> {
    const offer = this.#offer;
    this.#offer = undefined;
    await offer?.prompt();
  }
}

export const [useInstall, giveInstall] = createContext<Install>();
