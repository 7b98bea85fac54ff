import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import { type ArchiveLimits, packTogether } from '../../../src/aws/archive.js';
import { opened } from '../../support/archives.js';
import { serviceError } from './support.js';

type Member = Partial<Header> & { name: string; content?: string | Buffer };

async function tarGz(members: readonly Member[]): Promise<Buffer> {
  const out = pack();
  const bytes = buffer(out);
  for (const { content, ...header } of members) out.entry(header, content ?? '');
  out.finalize();
  return gzipSync(await bytes);
}

describe('packing weights and code into one archive', () => {
  let folder: string;
  before(async () => { folder = await mkdtemp(join(tmpdir(), 'jsd-archive-')); });
  after(() => rm(folder, { recursive: true }));

  async function packed(weights: readonly Member[] | Buffer, script: readonly Member[] | Buffer, limits?: ArchiveLimits, signal = new AbortController().signal): Promise<Buffer> {
    const archive = async (name: string, members: readonly Member[] | Buffer) => {
      await writeFile(join(folder, name), Buffer.isBuffer(members) ? members : await tarGz(members));
      return { path: join(folder, name), uri: `s3://jumpstart/${name}` };
    };
    await packTogether(await archive('weights', weights), await archive('script', script), join(folder, 'packed'), signal, limits);
    return readFile(join(folder, 'packed'));
  }
  const WEIGHTS = [{ name: './', type: 'directory' as const }, { name: './model.joblib', content: 'weights' }, { name: 'label/', type: 'directory' as const }, { name: 'label/names.txt', content: 'a,b' }];
  const SCRIPT = [{ name: 'inference.py', content: 'ours' }, { name: './lib/util.py', content: 'util' }, { name: 'run.sh', content: '#!', mode: 0o755 }];

  it('holds the model\'s files as they were and the script\'s under code/', async () => {
    const { files, headers } = await opened(await packed(WEIGHTS, SCRIPT));
    assert.deepEqual(Object.fromEntries(files), { 'model.joblib': 'weights', label: '', 'label/names.txt': 'a,b', 'code/inference.py': 'ours', 'code/lib/util.py': 'util', 'code/run.sh': '#!' });
    assert.deepEqual([headers.get('code/run.sh')?.mode, headers.get('model.joblib')?.mode, headers.get('label')?.type], [0o755, 0o644, 'directory']);
  });

  it('the script\'s files win over those that the model brings under code/, and the others of it stay', async () => {
    const { files } = await opened(await packed([...WEIGHTS, { name: 'code/inference.py', content: 'theirs' }, { name: './code/requirements.txt', content: 'numpy' }], SCRIPT));
    assert.deepEqual([files.get('code/inference.py'), files.get('code/requirements.txt')], ['ours', 'numpy']);
  });

  it('is the same for the same sources, whoever packed them when', async () => {
    const first = await packed(WEIGHTS, SCRIPT);
    const later = WEIGHTS.map((member) => ({ ...member, mtime: new Date('2031-01-01'), uid: 1000, uname: 'somebody' }));
    assert.ok((await packed(later, SCRIPT)).equals(first));
  });

  it('takes long names and files of many blocks', async () => {
    const name = `${'deep/'.repeat(60)}weights.bin`;
    const content = Buffer.alloc(3_000_001, 'x');
    const { files } = await opened(await packed([{ name, content }], SCRIPT));
    assert.equal(files.get(name), content.toString());
  });

  const unsafe: [string, Member, RegExp][] = [
    ['a file above the folder', { name: '../../etc/cron.d/x', content: '' }, /holds a file called "\.\.\/\.\.\/etc\/cron\.d\/x", which could write outside/],
    ['a file above the folder, on a detour', { name: 'code/../../x', content: '' }, /could write outside/],
    ['an absolute path', { name: '/etc/passwd', content: '' }, /a file called "\/etc\/passwd"/],
    ['a symbolic link', { name: 'code', type: 'symlink', linkname: '/etc' }, /the link code, which could write outside/],
    ['a hard link', { name: 'x', type: 'link', linkname: '../y' }, /the link x/],
    ['a device', { name: 'null', type: 'character-device' }, /null, a character-device and no file/],
    ['one file twice', { name: 'model.joblib', content: 'other' }, /holds model\.joblib twice/],
  ];
  for (const [title, member, message] of unsafe) {
    it(`refuses an archive with ${title}, and names it`, async () => {
      const error = await serviceError(packed([...WEIGHTS, member], SCRIPT), 'invalid');
      assert.match(error.message, message);
      assert.match(error.message, /^The archive s3:\/\/jumpstart\/weights .*[Cc]hoose another version of the model\.$/);
    });
  }

  it('stops where an archive unpacks to more than a model has, or holds too many files', async () => {
    const bomb = gzipSync(Buffer.alloc(15_000_000));
    const big = await tarGz([{ name: 'zeros', content: Buffer.alloc(15_000_000) }]);
    assert.ok(big.length < 100_000);
    assert.match((await serviceError(packed(big, SCRIPT, { bytes: 5_000_000, entries: 100 }), 'invalid')).message, /s3:\/\/jumpstart\/weights unpacks to more than 0\.005 GB/);
    assert.match((await serviceError(packed(WEIGHTS, bomb, { bytes: 5_000_000, entries: 100 }), 'invalid')).message, /s3:\/\/jumpstart\/script/);
    const many = Array.from({ length: 30 }, (_, i) => ({ name: `f${i}`, content: '' }));
    assert.match((await serviceError(packed(many, SCRIPT, { bytes: 10_000_000, entries: 20 }), 'invalid')).message, /more than 20 files/);
  });

  it('says so of an archive that is damaged, cut off or none', async () => {
    const whole = await tarGz([...WEIGHTS, { name: 'random', content: Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251)) }]);
    for (const bad of [Buffer.from('<html>'), whole.subarray(0, whole.length - 200), gzipSync(gunzipSync(whole).subarray(0, 2000)), gzipSync(Buffer.alloc(4096, 'x')), Buffer.alloc(0)]) {
      assert.match((await serviceError(packed(bad, SCRIPT), 'invalid')).message, /s3:\/\/jumpstart\/weights cannot be unpacked: it is damaged, or not a gzipped tar archive/);
    }
  });

  it('ends with the reason of whoever stops it, and with the disk\'s error where that is the cause', async () => {
    const stop = new AbortController();
    const reason = new Error('cancelled');
    const packing = packed([{ name: 'big', content: Buffer.alloc(12_000_000, 'y') }], SCRIPT, undefined, stop.signal);
    setTimeout(() => { stop.abort(reason); }, 20);
    await assert.rejects(packing, (error) => error === reason);
    const archive = { path: join(folder, 'weights'), uri: 's3://x/y' };
    await assert.rejects(packTogether(archive, { ...archive, path: join(folder, 'script') }, join(folder, 'no', 'such', 'folder'), new AbortController().signal), { code: 'ENOENT' });
  });
});
