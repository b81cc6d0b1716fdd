/** Rows that a person picks into a form one by one and takes out again. Each change is one of the form. */
export function pickRows(root: Document): void {
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-remove]") : null;
    const row = button?.closest("[data-row]");
    if (!row) return;
    const form = row.closest("form");
    const next = row.nextElementSibling?.querySelector<HTMLElement>("[data-remove]");
    row.remove();
    next?.focus();
    form?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  root.addEventListener("keydown", (event) => {
    // A reader ends each code with Enter: in a search inside a form that would save it.
    const isSearch = event.target instanceof HTMLElement && "noEnter" in event.target.dataset;
    if (event.key === "Enter" && isSearch) event.preventDefault();
  });
  root.addEventListener("htmx:afterRequest", (event) => {
    const button = event.target instanceof HTMLElement && "picks" in event.target.dataset ? event.target : null;
    const form = button?.closest("form");
    if (!button || !form) return;
    const search = button.closest(".js-only")?.querySelector<HTMLInputElement>("input[type=search]");
    button.closest("ul")?.remove();
    if (search) {
      search.value = "";
      search.focus();
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
