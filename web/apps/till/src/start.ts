import { browserPorts, openTill, workerCatalog, type Till } from "@comptoir/till-core";
import type { TillDatabase } from "@comptoir/till-core/early";
import { mount } from "svelte";
import catalogWorker from "./catalog-worker.ts?worker&url";
import Root from "./Root.svelte";
import { Preferences } from "./state/preferences.svelte.ts";
import { trusted } from "./trusted.ts";
import type { Wish } from "./view/wish.ts";
import { obstacleOf, type Obstacle } from "./view/obstacles.ts";
import { whenShown } from "./view/when-shown.ts";
import { Words } from "./words/words.svelte.ts";

/** What stands behind # is for this page alone: no server and no log sees it. It is taken out of the address at once. */
function takeWish(): Wish {
  const wish = new URLSearchParams(location.hash.slice(1));
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
  return { code: wish.get("code") ?? "", isAtOnce: wish.has("at-once"), isTakingOver: wish.has("take-over") };
}

const agents = (): Promise<typeof import("./state/agents.ts")> => import("./state/agents.ts");

function open(database: TillDatabase): Promise<Till> {
  return openTill({
    ports: browserPorts(window),
    app_version: __APP_VERSION__,
    user_agent: navigator.userAgent,
    database,
    catalog: workerCatalog(() => new Worker(trusted(catalogWorker), { type: "module", name: "catalog" })),
    onBug: (error) => reportError(error),
    defer: whenShown,
    fiscalLoader: async (name) => (await import("./fiscal.ts")).load(name),
    relay: { agent: async () => (await agents()).relayAgent(), keep: async (agent, batch) => (await agents()).keepWith(agent, batch) },
  });
}

/** Without a database the browser lacks something: which, the first screen says. */
export async function start(database: TillDatabase | undefined): Promise<void> {
  const target = document.getElementById("till");
  if (target === null) throw new Error("the page has no place for the till");
  const wish = takeWish();
  const preferences = new Preferences();
  const obstacle: Obstacle | undefined = obstacleOf(window);
  const isAble = obstacle === undefined && database !== undefined;
  const [words, till] = await Promise.all([Words.of(preferences.language), isAble ? open(database) : undefined]);
  // A line that breaks now is tried again with the rest of the program.
  const complete = (): Promise<void> => words.complete().catch(() => undefined);
  if (till?.state.value.phase !== "selling") await complete();
  mount(Root, { target, props: { words, preferences, till, obstacle, wish } });
  whenShown(() => void complete());
}
