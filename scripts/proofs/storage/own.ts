// What people see as theirs: notebooks, requests that were tried, forms that were begun, what was chosen, what the emulator holds.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../../src/emulator/start.js';
import { EMPTY_FORM } from '../../../src/shared/form.js';
import { newFile } from '../../../src/ui/newFile.js';
import { isAbout, mark } from '../../../src/ui/notebookSource.js';
import { Choices } from '../../../src/ui/panel/choices.js';
import { Drafts } from '../../../src/ui/panel/drafts.js';
import { readForm } from '../../../src/ui/panel/readForm.js';
import { TryHistory } from '../../../src/ui/panel/tryHistory.js';
import { memento } from '../../../test/support/memento.js';
import { Judge, type FileDamage, type Row, contentsOf, damage, messageIn, until } from './row.js';

const SUBJECT = { endpointName: 'a', settings: { profile: undefined, region: 'us-west-2', endpointUrl: undefined, emulated: true }, choice: { modelId: 'm', version: '1', config: undefined } };
const NOTEBOOK = JSON.stringify({ nbformat: 4, cells: [], metadata: mark({}, SUBJECT) });

const notebook: Row = {
  name: 'notebook',
  onDisk: async (disk, fault) => {
    const judge = new Judge();
    const [path, other] = [join(disk.folder, 'new.ipynb'), join(disk.folder, 'mine.ipynb')];
    writeFileSync(other, 'mine');
    await disk.begin(fault);
    const refused = await newFile(path, Buffer.from(NOTEBOOK)).then(() => undefined, messageIn);
    judge.that(!await newFile(other, Buffer.from(NOTEBOOK)).catch(() => false) && readFileSync(other, 'utf8') === 'mine', 'writes over what is there');
    disk.end();
    const reads = fault === 'unreadable' || fault === 'unlisted';
    judge.that(reads === (refused === undefined), `is ${refused ?? 'taken for written'}`);
    judge.that(readdirSync(disk.folder).includes('new.ipynb') === reads, 'half of it stays');
    if (!reads) judge.that(await newFile(path, Buffer.from(NOTEBOOK)), 'cannot be written afterwards');
    judge.that(isAbout(readFileSync(path, 'utf8'), SUBJECT), 'is another one');
    return judge.end(reads ? 'goes on' : 'refused');
  },
  damaged: async (folder, how) => {
    const judge = new Judge();
    const path = join(folder, 'a.ipynb');
    await newFile(path, Buffer.from(NOTEBOOK));
    damage(path, how);
    const there = contentsOf(path);
    const text = how === 'folder' ? '' : readFileSync(path, 'utf8');
    judge.that(isAbout(text, SUBJECT) === (how === 'link'), 'is taken for the notebook of the endpoint');
    judge.that(!await newFile(path, Buffer.from(NOTEBOOK)) && contentsOf(path) === there, 'is written over');
    return judge.end(how === 'link' ? 'nothing lost' : 'left alone');
  },
};

const HELD: Readonly<Record<Exclude<FileDamage, 'folder' | 'link'>, unknown>> = { empty: '', cut: '[{"id":"x","at":', binary: '\u0000\u0001\ufffd', other: { format: 1, id: 7, target: [], entries: 'none' } };
const PLACE = { profile: undefined, accountId: '111122223333', region: 'us-west-2' };
const FORM = { ...EMPTY_FORM, modelId: 'm', artifactBucket: 'ml-models' };

/** What VS Code keeps: where it does not take it, what was there before stays. */
function remembered(name: string, keep: (memory: ReturnType<typeof memento>) => Promise<void>, read: (memory: ReturnType<typeof memento>) => number): Row {
  return {
    name,
    onDisk: async (_, fault) => {
      const judge = new Judge();
      const memory = memento();
      const update = memory.update.bind(memory);
      await keep(memory);
      const before = read(memory);
      memory.update = () => Promise.reject(new Error(`The disk is ${fault}.`));
      const refused = await keep(memory).then(() => undefined, messageIn);
      judge.that(refused !== undefined && read(memory) === before && before > 0, 'loses what was kept before');
      memory.update = update;
      await keep(memory);
      judge.that(read(memory) > 0, 'is not kept afterwards');
      return judge.end('nothing lost');
    },
    damaged: async (_, how) => {
      const judge = new Judge();
      if (how === 'folder' || how === 'link') return judge.end('nothing lost');
      const sound = memento();
      await keep(sound);
      const memory = memento(Object.fromEntries(sound.keys().map((key) => [key, HELD[how]])));
      judge.that(read(memory) === 0, 'believes what is damaged');
      await keep(memory);
      judge.that(read(memory) === 1, 'is not kept afterwards');
      return judge.end('goes on');
    },
  };
}

const remembers: readonly Row[] = [
  remembered('requests that were tried', (memory) => new TryHistory('k', memory).add({ at: '2026-11-01T00:00:00.000Z', title: 'T', outcome: '0.1 s', failed: false }, { example: 0, body: '{}', stream: false }), (memory) => new TryHistory('k', memory).views().length),
  remembered('form that was begun', (memory) => new Drafts(memory).write(FORM), (memory) => Number(readForm(new Drafts(memory).read('m')) !== undefined)),
  remembered('what was chosen before', (memory) => new Choices(memory).rememberForm(PLACE, FORM), (memory) => new Choices(memory).at(PLACE).recent.buckets.length),
];

const ROLE = 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000';
const IMAGE = '763104351884.dkr.ecr.us-west-2.amazonaws.com/huggingface-pytorch-inference:2.0.0-transformers4.28.1-cpu-py310-ubuntu20.04';
const create = (url: string, name: string): Promise<Response> => fetch(url, {
  method: 'POST', body: JSON.stringify({ ModelName: name, ExecutionRoleArn: ROLE, PrimaryContainer: { Image: IMAGE } }),
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'SageMaker.CreateModel', authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLESTORAGE/20260101/us-west-2/sagemaker/aws4_request, SignedHeaders=host, Signature=0' },
});

const emulated: Row = {
  name: 'what the emulator holds',
  onDisk: async (disk, fault) => {
    const judge = new Judge();
    const stateFile = join(disk.folder, 'emulator.json');
    const warnings: string[] = [];
    const running = await startEmulator({ stateFile, warn: (sentence) => { warnings.push(sentence); } });
    const written = fault !== 'unreadable' && fault !== 'unlisted';
    try {
      await disk.begin(fault);
      judge.that((await create(running.url, 'model-one')).ok, 'answers no more');
      if (written) await until('is told', () => warnings.length > 0);
      judge.that((await create(running.url, 'model-two')).ok, 'answers no more');
      judge.that(warnings.length === Number(written), `is told ${warnings.length} times`);
      if (written) judge.that(/^\/.* cannot be written: .*forgotten when the emulator ends\.$/.test(warnings[0] ?? ''), `is told unclearly: ${warnings[0] ?? ''}`);
      disk.end();
    } finally {
      await running.stop();
    }
    const text = readFileSync(stateFile, 'utf8');
    judge.that(text.includes('model-one') && text.includes('model-two'), 'is not kept afterwards');
    return judge.end(written ? 'waits' : 'goes on');
  },
  damaged: async (folder, how) => {
    const judge = new Judge();
    const stateFile = join(folder, 'emulator.json');
    const first = await startEmulator({ stateFile });
    await create(first.url, 'model-one');
    await first.stop();
    damage(stateFile, how);
    const there = contentsOf(stateFile);
    const warnings: string[] = [];
    const second = await startEmulator({ stateFile, warn: (sentence) => { warnings.push(sentence); } });
    judge.that((await create(second.url, 'model-two')).ok, 'answers no more');
    await second.stop();
    if (how !== 'link') judge.that(/ cannot be used: .*\. The emulator begins anew, and the file is kept as /.test(warnings[0] ?? '') && contentsOf(`${stateFile}.damaged`) === there, `is lost, or told unclearly: ${warnings[0] ?? ''}`);
    judge.that(readFileSync(stateFile, 'utf8').includes('model-one') === (how === 'link'), 'is another one');
    return judge.end(how === 'link' ? 'nothing lost' : 'told');
  },
};

export const OWN: readonly Row[] = [notebook, ...remembers, emulated];
