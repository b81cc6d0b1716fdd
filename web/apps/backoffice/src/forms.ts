/** Forms that only choose what is shown send themselves; their button is for browsers without a script. */
export function submitOnChange(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-submit-on-change]")) {
    form.addEventListener("change", (event) => {
      const isTyped = event.target instanceof HTMLInputElement && event.target.type === "date";
      if (isTyped && event.target.value === "") return;
      form.requestSubmit();
    });
  }
}
