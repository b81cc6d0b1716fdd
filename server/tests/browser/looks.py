"""What an eye would find on a screen, asked of the page: too wide, cut off, too small to touch, never filled in."""

from playwright.sync_api import Page

# A finger needs 44 px (WCAG 2.5.5); our own measure is 48. A link inside a sentence is as high as its line.
FAULTS = """
() => {
  const faults = new Set();
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const nameOf = (element) => {
    const text = (element.getAttribute('aria-label') ?? element.textContent).trim().replace(/\\s+/g, ' ').slice(0, 60);
    return `${element.tagName.toLowerCase()} "${text}"`;
  };
  const scrolls = (element) => {
    for (let up = element.parentElement; up !== null; up = up.parentElement) {
      const { overflowX } = getComputedStyle(up);
      if (overflowX === 'auto' || overflowX === 'scroll' || up.closest('.sr-only') !== null) return true;
    }
    return false;
  };
  const root = document.scrollingElement;
  if (root.scrollWidth > innerWidth + 1) faults.add(`wider than the screen: ${root.scrollWidth} of ${innerWidth}`);
  const top = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
  const touched = 'button, [role=button], [role=tab], [role=radio], select, summary, '
    + 'input:not([type=hidden], [type=checkbox], [type=radio])';
  for (const element of top.querySelectorAll('*')) {
    if (!isShown(element) || element.closest('.sr-only, svg, [inert]') !== null) continue;
    const texts = [...element.childNodes].filter((node) => node.nodeType === 3);
    const own = texts.map((node) => node.data).join('').trim();
    const box = element.getBoundingClientRect();
    if (box.width === 0) continue;
    if (element.matches(touched) && (box.height < 43.5 || box.width < 43.5)) {
      faults.add(`small: ${nameOf(element)} ${Math.round(box.width)}x${Math.round(box.height)}`);
    }
    if (own === '') continue;
    // An address in a reference names its parts so: GET /articles/{article}.
    if (element.closest('code') === null && /\\{\\w+\\}|undefined|NaN|\\[object/.test(own)) {
      faults.add(`never filled in: ${own.slice(0, 60)}`);
    }
    const { overflowX, textOverflow, webkitLineClamp } = getComputedStyle(element);
    const isClipped = overflowX === 'hidden' && textOverflow !== 'ellipsis' && webkitLineClamp === 'none';
    if (isClipped && element.scrollWidth > element.clientWidth + 1) faults.add(`cut off: ${nameOf(element)}`);
    const isBeside = box.right > innerWidth + 1 || box.left < -1;
    if (isBeside && !scrolls(element)) faults.add(`beside the screen: ${nameOf(element)}`);
    const button = element.closest('button, a.button, [role=tab]');
    if (button === null || textOverflow === 'ellipsis') continue;
    // At 400 % their boxes must fit; from a phone's width on the words themselves, which may be wider than a box.
    const range = document.createRange();
    const frame = button.getBoundingClientRect();
    const isPhone = innerWidth >= 360;
    const inset = isPhone && parseFloat(getComputedStyle(button).borderLeftWidth) > 0 ? 2 : -1;
    for (const node of texts.filter(({ data }) => data.trim() !== '')) {
      range.selectNodeContents(node);
      const words = isPhone ? range.getBoundingClientRect() : box;
      const isBeyond = words.right > frame.right - inset || words.left < frame.left + inset;
      if (isBeyond) faults.add(`beyond its button: ${nameOf(button)}`);
    }
  }
  return [...faults];
}
"""


def faults(page: Page, screen: str) -> list[str]:
    """As readable lines."""
    return [f"{screen} {fault}" for fault in page.evaluate(FAULTS)]
