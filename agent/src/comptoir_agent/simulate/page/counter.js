// The hands and eyes of a person at a virtual counter.
const WEIGHTS = [150, 450, 1200];
const UNKNOWN = { name: "", code: "4006381333931" };
const all = await (await fetch("/words.json")).json();
const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in all) ?? "en";
const words = all[language];
const part = (id) => document.getElementById(id);
let codes = "";

document.documentElement.lang = language;
document.title = words.title;
for (const element of document.querySelectorAll("[data-say]")) element.textContent = words[element.dataset.say];

function hand(device, done) {
  return fetch("/hand", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ device, words: done }) });
}

function button(text, onclick) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", onclick);
  return made;
}

const kilograms = (grams) => `${new Intl.NumberFormat(language, { minimumFractionDigits: 3 }).format(grams / 1000)} kg`;

part("weights").replaceChildren(...WEIGHTS.map((grams) => button(kilograms(grams), () => hand("scale", `put ${grams}`))));
part("put").addEventListener("submit", (event) => {
  event.preventDefault();
  void hand("scale", `put ${part("weight").value}`);
});
part("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  void hand("reader", `scan ${part("code").value}`);
});
for (const element of document.querySelectorAll("[data-words]")) {
  element.addEventListener("click", () => hand(element.dataset.device, element.dataset.words));
}

const SWITCHES = { paper: ["paper out", "paper ok"], cover: ["cover open", "cover closed"], mute: ["mute", "speak"], stuck: ["drawer stuck", "drawer free"] };
for (const [id, [on, off]] of Object.entries(SWITCHES)) {
  part(id).addEventListener("click", () => hand("printer", part(id).getAttribute("aria-pressed") === "true" ? off : on));
}

// What the next card meets; one that is on is taken back, with all others.
const NEXT = { refuse: "decline", tip: "tip 150", wait: "wait", lose: "lose", silent: "mute" };
for (const [id, word] of Object.entries(NEXT)) {
  part(id).addEventListener("click", () => hand("terminal", part(id).getAttribute("aria-pressed") === "true" ? "reset" : word));
}
const CARD = { idle: "card_idle", waiting: "card_waiting", taken: "card_taken", declined: "card_declined" };
const amount = (cents) => new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(cents / 100);

function show(state) {
  part("display").textContent = state.display.map((line) => line.padEnd(20)).join("\n");
  part("grams").textContent = kilograms(state.grams);
  part("drawer").textContent = words[state.drawer.open ? "open" : "shut"];
  const pressed = { paper: state.printer.paper === "out", cover: state.printer.cover === "open", mute: state.printer.mute, stuck: state.drawer.stuck };
  for (const [id, isOn] of Object.entries(pressed)) part(id).setAttribute("aria-pressed", String(isOn));
  part("card").textContent = words[CARD[state.card.word]].replace("{amount}", amount(state.card.amount));
  for (const [id, isOn] of Object.entries(state.next)) part(id).setAttribute("aria-pressed", String(isOn));
  part("nothing").hidden = state.pages.length > 0;
  part("pages").replaceChildren(
    ...state.pages.map((name) => {
      const image = document.createElement("img");
      image.src = `/printed/${name}`;
      image.alt = `${words.printed}: ${name}`;
      return image;
    }),
  );
  part("labels").hidden = state.label.length === 0;
  part("label").textContent = state.label.join(" · ");
  const known = JSON.stringify(state.codes);
  if (known === codes) return;
  codes = known;
  part("code").value ||= state.codes[0]?.code ?? UNKNOWN.code;
  part("codes").replaceChildren(
    ...[...state.codes, { ...UNKNOWN, name: words.unknown }].map(({ name, code }) => button(name, () => hand("reader", `scan ${code}`))),
  );
}

const events = new EventSource("/state");
events.addEventListener("message", ({ data }) => {
  part("lost").hidden = true;
  show(JSON.parse(data));
});
events.addEventListener("error", () => {
  part("lost").hidden = false;
});
