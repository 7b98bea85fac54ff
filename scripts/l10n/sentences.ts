// Which sentences of the product are looked up in the user's language, and which are not.
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { root } from '../setup.mjs';

/** A text of the source and where it stands, as `src/ui/failure.ts:12`. */
export interface Found {
  readonly text: string;
  readonly at: string;
}

/** The rooms whose words people see. The emulator speaks as AWS does, and a notebook is a document of its own: both are English. */
const ROOMS = ['src/aws', 'src/catalog', 'src/deploy', 'src/endpoints', 'src/shared', 'src/ui', 'webview-ui/src'];
const FILES = ['src/extension.ts', ...ROOMS.flatMap((room) => readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => `${room}/${name}`))];

/** Every message that is translated: the literal that `t` and `english` are called with. @throws where one is called with anything else */
export function messages(): Found[] {
  return walk((node, at) => {
    if (!isTranslation(node)) return [];
    const text = literal(node.arguments[0]);
    if (text === undefined) throw new Error(`${at()}: a translated sentence is a literal, so that it can be found here.`);
    return [{ text, at: at() }];
  });
}

/** What reads as words, by the reason why it stays as it is. */
const MAY_STAY: readonly (readonly [reason: string, texts: RegExp])[] = [
  ['selectors of elements', /^(input:not|vscode-radio-group, )/],
  ['a font', /^600 \{\}px sans-serif$/],
  ['names that AWS or others gave', /^(AWS Neuron|AWS STS|Amazon EC2|AWS KMS|Amazon S3|Service Quotas|CloudWatch Logs|Application Auto Scaling|AWS Marketplace|\{\} for endpoint usage|RTX PRO 6000 96 GB|Application Support|SageMaker JumpStart|SageMaker Studio)$/],
  ['what a question to AWS is known by, so that it is asked once', /^(instances in use|quota increase \{\}|(quota|role|price|log|list|list \{\}) \{\}|default role)$/],
  ['written to the log by who is told them', /^The (models of the hub \{\}|account's hubs) are not listed$/],
  ['codes of tasks', /^(tcembedding|textgeneration|classification|regression|txt2img) /],
  ['facts of a report, in English for whoever reads it', /^(in a browser|in a window of its own|System of the extension host|\{\} \{\}, Node \{\}|Requests go to|the emulator|another address that a setting names|Kind of the last error|a server)$/],
  ['what is kept under that name', /^jumpstartDeploy\.try /],
  ['errors of a page that asks for what no page of ours does', /^(The tab asked for|What the tab wants to copy) /],
  ['the page around a tab, and what it may load', /^(<!DOCTYPE html>|<script |(style|font|img)-src )/],
  ['a type of content, and a status', /^(multipart\/form-data; boundary=|HTTP )\{\}$/],
  ['the first line of a file, which is compared', /^jumpstart-cache /],
  ['commands for a terminal', /^aws ec2 /],
];

/** Every text that reads as words for people and is not translated. @param mayStay texts that are no such words */
export function untranslated(mayStay: (text: string) => boolean = (text) => MAY_STAY.some(([, texts]) => texts.test(text))): Found[] {
  return walk((node, at) => {
    const text = textOf(node);
    return text !== undefined && readsAsWords(text) && !isForMachines(node) && !mayStay(text) ? [{ text, at: at() }] : [];
  });
}

function walk(look: (node: ts.Node, at: () => string) => Found[]): Found[] {
  return FILES.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
    const found: Found[] = [];
    const visit = (node: ts.Node): void => {
      found.push(...look(node, () => `${relative('.', file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`));
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function isTranslation(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && /^(t|english)$/.test(node.expression.getText());
}

/** A literal, or several joined by `+`. */
function literal(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const [left, right] = [literal(node.left), literal(node.right)];
  return left === undefined || right === undefined ? undefined : left + right;
}

function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text + node.templateSpans.map((span) => `{}${span.literal.text}`).join('') : undefined;
}

/** Two words in a row, one of at least three letters. */
function readsAsWords(text: string): boolean {
  return /[A-Za-z]{3,}[,:;]? [A-Za-z{]|[A-Za-z}] [A-Za-z]{3,}/.test(text);
}

/** Names of classes, selectors, what goes to the log, what a question is known by, errors that only a mistake in the program makes, and what already is part of a translation. */
function isForMachines(node: ts.Node): boolean {
  for (let [child, parent] = [node, node.parent]; !ts.isStatement(parent); [child, parent] = [parent, parent.parent]) {
    if (isTranslation(parent) || ts.isLiteralTypeNode(parent)) return true;
    if (ts.isPropertyAssignment(parent) && parent.initializer === child && /^'?(class|className|style|d|rel)'?$/.test(parent.name.getText())) return true;
    if (ts.isCallExpression(parent) && parent.arguments[0] === child && parent.expression.getText() === 'ask') return true;
    if (ts.isNewExpression(parent) && /^(Type|Range)?Error$/.test(parent.expression.getText())) return true;
    if (ts.isCallExpression(parent) && parent.expression !== child && /(^|\.)(warn|trace|debug|info|log|querySelector(All)?)$/.test(parent.expression.getText())) return true;
    if (ts.isCallExpression(parent) && parent.arguments.some((argument) => ts.isStringLiteral(argument) && argument.text === 'class')) return true;
  }
  return ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent);
}
