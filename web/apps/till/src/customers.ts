import { mount } from "svelte";
import Customer from "./screens/Customer.svelte";
import { Preferences } from "./state/preferences.svelte.ts";
import { Words } from "./words/words.svelte.ts";

/** The second window of a till: what customers see. It shows what the till's window tells it, and nothing else. */
export async function showCustomers(): Promise<void> {
  const target = document.getElementById("till");
  if (target === null) throw new Error("the page has no place for the customers' screen");
  const preferences = new Preferences();
  const words = await Words.of(preferences.language);
  mount(Customer, { target, props: { words, preferences } });
}
