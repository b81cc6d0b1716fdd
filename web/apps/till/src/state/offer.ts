import type { DeviceKind } from "@comptoir/devices/printing";
import type { Counter } from "./counter.svelte.ts";
import { equipment, type ChosenDevice } from "./equipment.svelte.ts";
import type { ChosenPrinter } from "./preferences.svelte.ts";
import { printShop } from "./print-shop.ts";

/**
 * An agent of the shop that this till has just met has hardware, and the till uses none: one tap takes it. Asked once for each agent,
 * beside the sale; afterwards the settings are the place.
 */
export async function offerHardware(counter: Counter): Promise<void> {
  const { preferences, words } = counter;
  if (preferences.printer !== undefined) return;
  const shop = await printShop();
  for (const agent of await shop.agents()) {
    if (agent.is_of_shop !== true || equipment.offered.includes(agent.agent_key)) continue;
    const [printers, hardware] = await Promise.all([shop.printers(agent.agent_key), shop.hardware(agent.agent_key)]);
    const [first] = printers.kind === "ok" ? printers.value : [];
    const listed = await hardware?.devices();
    if (first === undefined || listed?.kind !== "ok") continue;
    const printer: ChosenPrinter = { agent_key: agent.agent_key, printer: first.id, name: first.name, width_mm: first.width_mm, has_drawer: first.has_drawer };
    const kinds: readonly DeviceKind[] = ["scale", "display", "reader", "labels"];
    const devices = Object.fromEntries(
      kinds.flatMap((kind): readonly (readonly [DeviceKind, ChosenDevice])[] => {
        const [one] = listed.value[kind];
        return one === undefined ? [] : [[kind, { agent_key: agent.agent_key, id: one.id, name: one.name }]];
      }),
    );
    await untilSelling(counter);
    equipment.change({ offered: [...equipment.offered, agent.agent_key] });
    counter.messages.show({
      text: words.say("hardware.offered", { name: first.name }),
      action: words.say("hardware.use"),
      onaction: () => {
        preferences.change({ printer, hasEquipment: Object.keys(devices).length > 0 });
        equipment.change({ devices });
      },
    });
    return;
  }
}

async function untilSelling(counter: Counter): Promise<void> {
  const { state } = counter.till;
  const isSelling = (): boolean => state.value.phase === "selling" && state.value.session !== undefined && !state.value.is_locked;
  if (isSelling()) return;
  await new Promise<void>((resolve) => {
    const stop = state.subscribe(() => {
      if (!isSelling()) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}
