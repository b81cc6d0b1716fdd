/** In a table of fields, arrow keys and Enter go to the same column of another row, as in a spreadsheet. */
export function moveInGrids(root: Document): void {
  root.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.closest("[data-grid]") === null || event.isComposing) return;
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" || event.key === "Enter" ? 1 : 0;
    // Arrows choose in a list of proposals; with the control key, Enter saves as everywhere.
    const isChoosing = field.list !== null && event.key !== "Enter";
    if (step === 0 || isChoosing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const cell = field.closest("td");
    const row = cell?.closest("tr");
    if (!cell || !row) return;
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    const next = other?.children[cell.cellIndex]?.querySelector<HTMLInputElement>("input:not([type=hidden])");
    next?.focus();
    if (next?.type !== "checkbox") next?.select();
  });
}
