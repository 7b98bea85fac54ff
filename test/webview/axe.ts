import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What axe finds, a line each; only these rules, or all. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  return page.evaluate(async (only) => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    const result = await inPage.run(document, only ? { runOnly: [...only] } : {});
    if (result.passes.length === 0) throw new Error('axe looked at nothing');
    return result.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map(({ message }) => message).join(' ')}`));
  }, rules);
}
