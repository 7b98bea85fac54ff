// The arrows between the rooms of src/ (see CONTRIBUTING.md, "The map") are lint rules: each room lists what it may not
// import and says what to use instead. test/unit/architecture.test.ts shows that every forbidden arrow is refused.
import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const rooms = ['shared', 'catalog', 'deploy', 'endpoints', 'notebook', 'aws', 'ui', 'emulator'];

/** Which rooms a room may import; all others are refused. */
const arrows = {
  shared: [],
  catalog: ['shared'],
  deploy: ['catalog', 'shared'],
  endpoints: ['deploy', 'catalog', 'shared'],
  notebook: ['catalog', 'shared'],
  aws: ['deploy', 'endpoints', 'catalog', 'shared'],
  ui: ['shared', 'catalog', 'deploy', 'endpoints', 'notebook'],
  emulator: ['catalog'],
};

/** The one file of a further room that a room may import, and why that one. */
const singleFiles = {
  emulator: { of: 'shared', file: 'constraints', because: "AWS's own limits and patterns, which are the same for both" },
};

const sdk = { regex: '^@(aws-sdk|smithy)/', message: 'Only src/aws talks to the AWS SDK: declare a port in the room that needs it and implement it there.' };
const vscode = { regex: '^vscode$', message: 'Only src/ui and src/extension.ts import vscode: pass what you need in as a port or an argument.' };
const node = {
  regex: `^(node:.*|(${builtinModules.filter((name) => !name.startsWith('_')).join('|')})(/.*)?)$`,
  message: 'This room is pure: take files, network and clock as a port; src/aws implements them.',
};
const outside = { regex: String.raw`^\.\.?/(.*/)?(extension\.js$|(webview-ui|scripts|test)/)`, message: 'Nothing imports the composition root, the webview, scripts or tests.' };
const toolkit = { regex: '^@vscode/webview-ui-toolkit', message: 'The toolkit and its quirks live in webview-ui/src/fields.ts alone.' };
const beyondShared = {
  regex: String.raw`^\.\.?/(.*/)?(src/(?!shared/)|(scripts|test)/)`,
  message: 'The webview imports src/shared only: ask the host for the rest through the protocol.',
};

/**
 * Rules that refuse modules, however they are imported: by a statement, by import(), as a type, by require().
 * @param refused `{ regex, message, allowTypeImports? }`
 */
function refuse(refused) {
  const literal = ({ regex }) => `Literal[value=/${regex.replaceAll('/', String.raw`\u002F`)}/]`;
  const elsewhere = refused.flatMap((one) => [
    { selector: `ImportExpression > ${literal(one)}.source`, message: one.message },
    { selector: `CallExpression[callee.name="require"] > ${literal(one)}:first-child`, message: one.message },
    ...(one.allowTypeImports ? [] : [{ selector: `TSImportType > ${literal(one)}, TSImportType > TSLiteralType > ${literal(one)}`, message: one.message }]),
  ]);
  const computed = { selector: 'ImportExpression > :not(Literal).source', message: 'Name the module that is imported, so that it can be seen which room it is of.' };
  return { '@typescript-eslint/no-restricted-imports': ['error', { patterns: refused }], 'no-restricted-syntax': ['error', ...elsewhere, computed] };
}

function room(name) {
  const single = singleFiles[name];
  const besides = single === undefined ? '' : ` and, for ${single.because}, src/${single.of}/${single.file}.ts`;
  const refused = rooms.filter((other) => other !== name && !arrows[name].includes(other)).map((other) => ({
    regex: String.raw`^\.\.?/(.*/)?${other}(/${other === single?.of ? String.raw`(?!${single.file}\.js$)` : ''}|$)`,
    message: `src/${name} may import ${arrows[name].map((r) => `src/${r}`).join(', ') || 'no other room'}${besides} only (CONTRIBUTING.md, "The map").`,
  }));
  refused.push(outside);
  if (name === 'emulator') refused.push({ regex: String.raw`^\.\.?/(.*/)?catalog(/|$)`, allowTypeImports: true, message: 'src/emulator takes types of src/catalog only: it has to be able to disagree with the product.' });
  if (name !== 'aws') refused.push(sdk);
  if (name !== 'ui') refused.push(vscode);
  if (!['aws', 'ui', 'emulator'].includes(name)) refused.push(node);
  return { files: [`src/${name}/**/*.ts`], rules: refuse(refused) };
}

export default tseslint.config(
  { ignores: ['dist', 'out', 'node_modules', '.host', '.venv', 'test/fixtures/lint'] },
  {
    files: ['src/**/*.ts', 'webview-ui/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './webview-ui/tsconfig.json', './test/tsconfig.json'], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 350, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  ...rooms.map(room),
  { files: ['webview-ui/**/*.ts'], rules: refuse([beyondShared, sdk, vscode, node]) },
  { files: ['webview-ui/src/**/*.ts'], ignores: ['webview-ui/src/fields.ts'], rules: refuse([beyondShared, sdk, vscode, node, toolkit]) },
  { files: ['src/extension.ts'], rules: { 'max-lines': ['error', 90], ...refuse([sdk]) } },
  {
    files: ['src/**/*.ts'], ignores: ['src/extension.ts', ...rooms.map((name) => `src/${name}/**`)],
    rules: { 'no-restricted-syntax': ['error', { selector: 'Program', message: 'Every file of src lies in one of the eight rooms (CONTRIBUTING.md, "The map").' }] },
  },
);
