import { browserPorts, openTill, workerCatalog, type Till } from "@comptoir/till-core";
import "@comptoir/ui/tokens.css";
import "@comptoir/ui/fonts.css";
import "@comptoir/ui/base.css";
import { mount } from "svelte";
import Root from "./Root.svelte";
import { Preferences } from "./state/preferences.svelte.ts";
import type { Wish } from "./view/wish.ts";
import { obstacleOf, type Obstacle } from "./view/obstacles.ts";
import { Words } from "./words/words.svelte.ts";

/** What stands behind # is for this page alone: no server and no log sees it. It is taken out of the address at once. */
function takeWish(): Wish {
  const wish = new URLSearchParams(location.hash.slice(1));
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
  return { code: wish.get("code") ?? "", isTakingOver: wish.has("take-over") };
}

function open(): Promise<Till> {
  const worker = new Worker(new URL("./catalog-worker.ts", import.meta.url), { type: "module", name: "catalog" });
  return openTill({
    ports: browserPorts(window),
    app_version: __APP_VERSION__,
    user_agent: navigator.userAgent,
    catalog: workerCatalog(worker),
    onBug: (error) => reportError(error),
  });
}

async function start(target: Element): Promise<void> {
  const wish = takeWish();
  const preferences = new Preferences();
  const obstacle: Obstacle | undefined = obstacleOf(window);
  const [words, till] = await Promise.all([Words.of(preferences.language), obstacle === undefined ? open() : undefined]);
  mount(Root, { target, props: { words, preferences, till, obstacle, wish } });
}

const target = document.getElementById("till");
if (target === null) throw new Error("the page has no place for the till");
void start(target);
