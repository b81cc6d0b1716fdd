// What a page gains from a script; every page reads without it.
import "./trusted.ts";
import "htmx.org";
import { submitOnChange } from "./forms.ts";
import { moveInGrids } from "./grid.ts";
import { focusSearchBySlash } from "./keys.ts";
import { pickRows } from "./picking.ts";

document.documentElement.classList.add("js");
submitOnChange(document);
pickRows(document);
moveInGrids(document);
focusSearchBySlash(document);

if (document.querySelector("form[data-passkey]") !== null) void import("./passkeys.ts").then(({ offerPasskeys }) => offerPasskeys(document));

const charts = document.querySelectorAll<HTMLElement>("[data-chart]");
if (charts.length > 0) {
  void import("./charts.ts").then(({ drawChart }) => {
    for (const chart of charts) drawChart(chart);
  });
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.addEventListener("click", () => {
    window.print();
  });
}

// The database is away: whether it answers again is asked quietly, and nothing moves under a reader before it does.
const away = document.querySelector<HTMLElement>("[data-again]");
if (away !== null) {
  setInterval(() => {
    void fetch(location.href, { method: "HEAD" }).then(
      ({ status }) => {
        if (status !== 503) location.reload();
      },
      () => undefined,
    );
  }, Number(away.dataset["again"]) * 1000);
}
