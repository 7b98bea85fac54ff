import type { Page } from 'playwright-core';

/**
 * Where a page has too little room, a line each: what reaches over its left or right edge, and what is cut off. What can be scrolled
 * to is not cut off, nor what is said in full by a title or for screen readers only.
 */
export function crowded(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    // methods, because the page knows nothing of what tsx puts around named functions
    const look = {
      all(root: Document | ShadowRoot): Element[] {
        return [...root.querySelectorAll('*')].flatMap((element) => [element, ...(element.shadowRoot ? look.all(element.shadowRoot) : [])]);
      },
      parent(element: Element): Element | null {
        const root = element.getRootNode();
        return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
      },
      within(element: Element, test: (one: Element) => boolean): boolean {
        for (let one: Element | null = element; one !== null; one = look.parent(one)) if (test(one)) return true;
        return false;
      },
      scrolls(element: Element): boolean {
        return element !== document.documentElement && element !== document.body && /auto|scroll/.test(getComputedStyle(element).overflowX);
      },
      cuts(element: Element): boolean {
        const { overflowX, overflowY } = getComputedStyle(element);
        return (/hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1) || (/hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 2);
      },
      problem(element: Element): string | undefined {
        const box = element.getBoundingClientRect();
        if (box.width < 2 || box.height < 2 || !element.checkVisibility({ visibilityProperty: true }) || element.closest('.visually-hidden') !== null) return undefined;
        if ((box.right > innerWidth + 1 || box.left < -1) && !look.within(element, (one) => look.scrolls(one))) return 'over the edge';
        return element.textContent.trim() !== '' && look.cuts(element) && !look.within(element, (one) => one.hasAttribute('title')) ? 'cut off' : undefined;
      },
    };
    const found = look.all(document).flatMap((element) => {
      const problem = look.problem(element);
      return problem === undefined ? [] : [`${problem}: ${element.tagName.toLowerCase()}.${[...element.classList].join('.')} "${element.textContent.trim().slice(0, 60)}"`];
    });
    return [...found, ...(document.documentElement.scrollWidth > innerWidth ? [`the page is ${document.documentElement.scrollWidth} px wide`] : [])];
  });
}
