#!/usr/bin/env node
// Stands in for the `code` executable (see code.ts); @vscode/test-electron starts it as a program, so TypeScript is
// registered here.
import { register } from 'tsx/esm/api';
import { endWithParent } from '../steps.mjs';

endWithParent();
register();
await import('./code.ts');
