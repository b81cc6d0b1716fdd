/** Nodes with DOM calls only: nothing that came from outside is ever read as HTML. */

export type Child = Node | string;

export function element(tag: string, style: string, ...children: readonly Child[]): HTMLElement {
  const made = document.createElement(tag);
  if (style !== "") made.className = style;
  made.append(...children);
  return made;
}
