// Draws a chart from the table beside it, so that picture and table can't disagree.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

interface Column {
  readonly name: string;
  readonly values: readonly number[];
  readonly texts: readonly string[];
}

/** `data-chart` names the table: first column labels, then figures whose cells carry `data-value`. */
export function drawChart(place: HTMLElement): void {
  const table = document.getElementById(place.dataset["chart"] ?? "");
  if (!(table instanceof HTMLTableElement)) return;
  const labels = [...table.querySelectorAll("tbody th")].map((cell) => cell.textContent.trim());
  const columns = readColumns(table);
  const chart = init(place, null, { renderer: "svg" });
  const draw = (): void => chart.setOption(options(labels, columns), true);
  draw();
  new ResizeObserver(() => chart.resize()).observe(place);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

function readColumns(table: HTMLTableElement): readonly Column[] {
  const heads = [...table.querySelectorAll<HTMLTableCellElement>("thead th[data-series]")];
  return heads.map((head) => {
    const cells = [...table.querySelectorAll<HTMLTableRowElement>("tbody tr")].map((row) => row.cells[head.cellIndex]);
    return {
      name: head.textContent.trim(),
      values: cells.map((cell) => Number(cell?.dataset["value"] ?? 0)),
      texts: cells.map((cell) => cell?.textContent.trim() ?? ""),
    };
  });
}

function options(labels: readonly string[], columns: readonly Column[]): EChartsCoreOption {
  const style = getComputedStyle(document.documentElement);
  const color = (role: string): string => style.getPropertyValue(`--${role}`).trim();
  const [today, usual] = columns;
  // The library writes 1,200 in every language.
  const figures = new Intl.NumberFormat(document.documentElement.lang);
  return {
    animation: false,
    textStyle: { fontFamily: color("font"), color: color("ink-quiet") },
    grid: { left: 8, right: 8, top: 16, bottom: 4, containLabel: true },
    // Rich text and not HTML: the page allows no inline style.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: color("raised"),
      borderColor: color("line"),
      textStyle: { color: color("ink") },
      axisPointer: { type: "shadow", shadowStyle: { color: color("sunken"), opacity: 0.6 } },
      formatter: (points: readonly { readonly dataIndex: number }[]) => tooltip(points[0]?.dataIndex ?? 0, labels, columns),
    },
    xAxis: {
      type: "category",
      data: labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: color("line-strong") } },
      axisLabel: { color: color("ink-quiet"), fontSize: 13, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      splitLine: { lineStyle: { color: color("line") } },
      axisLabel: { color: color("ink-quiet"), fontSize: 13, formatter: (value: number) => figures.format(value) },
      splitNumber: 4,
      // A day without takings has an axis in whole units, too.
      minInterval: 1,
    },
    series: [
      { type: "bar", name: today?.name, data: today?.values, itemStyle: { color: color("accent-ink"), borderRadius: [4, 4, 0, 0] }, barCategoryGap: "35%" },
      ...(usual ? [{ type: "line", name: usual.name, data: usual.values, step: "middle", symbol: "none", lineStyle: { color: color("line-strong"), width: 2, type: "dashed" }, itemStyle: { color: color("line-strong") } }] : []),
    ],
  };
}

function tooltip(index: number, labels: readonly string[], columns: readonly Column[]): string {
  const lines = columns.map((column) => `${column.name}  ${column.texts[index] ?? ""}`);
  return [labels[index] ?? "", ...lines].join("\n");
}
