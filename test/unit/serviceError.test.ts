import assert from 'node:assert/strict';
import { build } from 'esbuild';
import { ServiceError, isServiceError } from '../../src/shared/serviceError.js';

type Module = typeof import('../../src/shared/serviceError.js');

describe('service errors', () => {
  it('are known across bundles, which each have a class of their own', async () => {
    const { outputFiles } = await build({ entryPoints: ['src/shared/serviceError.ts'], bundle: true, minify: true, format: 'esm', write: false });
    const other = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? []).toString('base64')}`) as Module;
    const error = new other.ServiceError('permission', 'You may not call iam:ListRoles.', { action: 'iam:ListRoles' });
    assert.ok(!(error instanceof ServiceError), 'the test builds another class');
    assert.ok(isServiceError(error, 'permission'));
    assert.ok(!isServiceError(error, 'offline'));
  });

  it('are nothing that only looks alike', () => {
    assert.ok(!isServiceError({ name: 'ServiceError', kind: 'offline', message: 'x' }));
    assert.ok(!isServiceError(new Error('x')));
  });
});
