/** "/" goes to the page's own search field, else to that of the whole office, except while somebody is typing. */
export function focusSearchBySlash(root: Document): void {
  root.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    const search = root.querySelector<HTMLInputElement>("main input[type=search]") ?? root.querySelector<HTMLInputElement>("input[type=search]");
    if (typing || search === null) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
