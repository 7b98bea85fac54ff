// XML as AWS answers it, as far as it takes to spoil one.
import fc from 'fast-check';
import { POISON, text } from '../../fixtures/hostile.js';

export interface Element {
  readonly name: string;
  readonly attributes: string;
  readonly children: readonly (Element | string)[];
}

/** @param source well-formed, as the emulator writes it */
export function readXml(source: string): Element | undefined {
  const open: { name: string; attributes: string; children: (Element | string)[] }[] = [{ name: '', attributes: '', children: [] }];
  for (const [part, closing, name = '', attributes = '', empty] of source.matchAll(/<(\/?)([\w:]+)([^>]*?)(\/?)>|[^<]+|<[?!][^>]*>/g)) {
    const top = open.at(-1);
    if (name === '') { if (!part.startsWith('<')) top?.children.push(part); continue; }
    if (closing === '/') { open.pop(); continue; }
    const element = { name, attributes, children: [] };
    top?.children.push(element);
    if (empty === '') open.push(element);
  }
  return open[0]?.children.find((child) => typeof child !== 'string');
}

export function writeXml({ name, attributes, children }: Element): string {
  return `<${name}${attributes}>${children.map((child) => (typeof child === 'string' ? child : writeXml(child))).join('')}</${name}>`;
}

const REFERENCES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
/** What XML cannot hold is left out: nobody can send it. */
const escaped = (value: string): string => value.replace(/[<>&"]/g, (each) => REFERENCES[each] ?? '').replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd]/g, '');

const NAMES = [...POISON, 'member', 'item', 'entry', 'key', 'value', 'Message', 'Code'] as const;
const content = fc.oneof(
  { weight: 3, arbitrary: text.map(escaped) },
  { weight: 2, arbitrary: fc.constantFrom('-1', '1e308', '1e999', 'NaN', 'true', 'TRUE', '2026-13-45T99:99:99Z', '-271821-04-20T00:00:00Z', '9007199254740993', '') },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...NAMES), text).map(([name, value]) => `<${name}>${escaped(value)}</${name}>`) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }).map((depth) => '<a>'.repeat(depth) + '</a>'.repeat(depth)) },
  { weight: 1, arbitrary: fc.constantFrom('<![CDATA[</x>]]>', '&#0;', '&unknown;', '&#x110000;', '<!-- -->', '<?x y?>', '</Response>', '<') },
);
const change = fc.oneof(
  content.map((inner) => (element: Element): (Element | string)[] => [{ ...element, children: [inner] }]),
  fc.constant((): (Element | string)[] => []),
  fc.constantFrom(2, 3, 1000).map((times) => (element: Element): Element[] => Array.from({ length: times }, () => element)),
  fc.constantFrom(...NAMES).map((name) => (element: Element): Element[] => [{ ...element, name }]),
  content.map((more) => (element: Element): Element[] => [{ ...element, children: [...element.children, more] }]),
);

/** One element is of another content, away, there many times, or of another name. */
export function spoiledXml(sound: Element): fc.Arbitrary<string> {
  const count = countOf(sound);
  return fc.tuple(fc.nat({ max: count - 1 }), change).map(([at, changed]) => {
    let seen = 0;
    const walk = (element: Element): (Element | string)[] => {
      const here = seen++ === at;
      const children = element.children.flatMap((child) => (typeof child === 'string' ? [child] : walk(child)));
      return here ? changed({ ...element, children }) : [{ ...element, children }];
    };
    return walk(sound).map((part) => (typeof part === 'string' ? part : writeXml(part))).join('');
  });
}

function countOf({ children }: Element): number {
  return children.reduce((sum, child) => sum + (typeof child === 'string' ? 0 : countOf(child)), 1);
}
