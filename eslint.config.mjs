// The arrows between the rooms of src/ (see CONTRIBUTING.md, "The map") are lint rules: each room lists what it may not
// import and says what to use instead. test/unit/architecture.test.ts shows that every forbidden arrow is refused.
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

const sdk = { group: ['@aws-sdk/*', '@smithy/*'], message: 'Only src/aws talks to the AWS SDK: declare a port in the room that needs it and implement it there.' };
const vscode = { group: ['vscode'], message: 'Only src/ui and src/extension.ts import vscode: pass what you need in as a port or an argument.' };
const node = { group: ['node:*'], message: 'This room is pure: take files, network and clock as a port; src/aws implements them.' };

function room(name) {
  const refused = rooms.filter((other) => other !== name && !arrows[name].includes(other)).map((other) => ({
    group: [`**/${other}/*`, `**/${other}`],
    message: `src/${name} may import ${arrows[name].map((r) => `src/${r}`).join(', ') || 'no other room'} only (CONTRIBUTING.md, "The map").`,
  }));
  const patterns = [...refused, { group: ['**/extension.js', '**/webview-ui/**'], message: 'Nothing imports the composition root or the webview.' }];
  if (name !== 'aws') patterns.push(sdk);
  if (name !== 'ui') patterns.push(vscode);
  if (!['aws', 'ui', 'emulator'].includes(name)) patterns.push(node);
  return { files: [`src/${name}/**/*.ts`], rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] } };
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
  {
    files: ['webview-ui/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [
        { group: ['**/src/*/**', '!**/src/shared/**'], message: 'The webview imports src/shared only: ask the host for the rest through the protocol.' },
        sdk, vscode, node,
      ] }],
    },
  },
  {
    files: ['webview-ui/src/**/*.ts'], ignores: ['webview-ui/src/fields.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['@vscode/webview-ui-toolkit*'], message: 'The toolkit and its quirks live in webview-ui/src/fields.ts alone.' }] }] },
  },
  {
    files: ['src/extension.ts'],
    rules: { 'max-lines': ['error', 90], '@typescript-eslint/no-restricted-imports': ['error', { patterns: [sdk] }] },
  },
);
