/** Elements as plain values: a page builds them with DOM calls, a test and a file write them out, and neither trusts any text. */

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Markup[];
}

export type Markup = Element | string;

export function element(tag: string, attributes: Readonly<Record<string, string>>, ...children: readonly Markup[]): Element {
  return { tag, attributes, children };
}

export function writeMarkup(markup: Markup): string {
  if (typeof markup === "string") return escape(markup);
  const attributes = Object.entries(markup.attributes).map(([name, value]) => ` ${name}="${escape(value)}"`);
  const start = `<${markup.tag}${attributes.join("")}`;
  return markup.tag === "hr" ? `${start} />` : `${start}>${markup.children.map(writeMarkup).join("")}</${markup.tag}>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
