import { mount } from "svelte";
import Customer from "./screens/Customer.svelte";
import { fromAgent, fromWindow } from "./state/customer-source.ts";
import { Preferences } from "./state/preferences.svelte.ts";
import { Updates } from "./state/updates.svelte.ts";
import { stayAwake } from "./state/stay-awake.ts";
import { Words } from "./words/words.svelte.ts";

/** What customers see: a second window of the till, or another device. It shows what the till tells it, and nothing else. */
export async function showCustomers(): Promise<void> {
  const target = document.getElementById("till");
  if (target === null) throw new Error("the page has no place for the customers' screen");
  const preferences = new Preferences();
  const words = await Words.of(preferences.language);
  const wish = new URLSearchParams(location.hash.slice(1));
  const isAlone = wish.has("agent") || wish.has("screen");
  mount(Customer, { target, props: { words, preferences, source: isAlone ? fromAgent(wish) : fromWindow, isAlone } });
  if (!isAlone) return;
  // It opens without the server from now on, and does not go dark between two customers.
  void new Updates().watch();
  stayAwake();
}
