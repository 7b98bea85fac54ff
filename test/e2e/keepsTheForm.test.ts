import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { useWorkbench } from './support.js';

describe('What goes wrong keeps the form', () => {
  // As slow as AWS itself, so that a test decides when an endpoint has been created.
  const workbench = useWorkbench({ emulator: { timeScale: 1 }, viewport: { width: 1280, height: 1000 } });
  const form = (): FrameLocator => workbench().webviewFrame();
  const box = (name: string): Locator => form().getByRole('textbox', { name, exact: true });
  const press = (name: string | RegExp): Promise<void> => form().getByRole('button', { name, exact: true }).click();
  const choose = (group: string, option: string): Promise<void> =>
    form().getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click();
  const calls = (verb: string): string[] => workbench().emulator.calls.filter(({ operation }) => operation.startsWith(verb)).map(({ operation }) => operation);

  /** Asks the emulator itself, in the way of every SageMaker client. */
  async function ask(operation: string): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(workbench().emulator.url, {
      method: 'POST', body: '{}',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `SageMaker.${operation}`, authorization: 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/us-west-2/sagemaker/aws4_request, SignedHeaders=host, Signature=0' },
    });
    assert.equal(response.status, 200);
    return await response.json() as Readonly<Record<string, unknown>>;
  }

  /** A browser keeps what VS Code is to restore in a database, which VS Code writes every few seconds. */
  async function saved(text: string): Promise<void> {
    const isThere = (): Promise<boolean> => workbench().page.evaluate(async (wanted) => {
      const names = (await indexedDB.databases()).map(({ name = '' }) => name).filter((name) => name.startsWith('vscode-web-state-db-') && !name.endsWith('global'));
      const held = await Promise.all(names.map((name) => new Promise<unknown>((done) => {
        indexedDB.open(name).onsuccess = (opened) => {
          const { result: db } = opened.target as IDBOpenDBRequest;
          db.transaction('ItemTable').objectStore('ItemTable').getAll().onsuccess = (read) => {
            done((read.target as IDBRequest<unknown>).result);
            db.close();
          };
        };
      })));
      return JSON.stringify(held).includes(wanted);
    }, text);
    for (let i = 0; i < 40 && !(await isThere()); i++) await workbench().page.waitForTimeout(500);
  }

  /** Writes a name and a tag. */
  async function fillIn(name: string): Promise<void> {
    await box('Endpoint name').fill(name);
    await press('Add tag');
    await form().getByRole('textbox', { name: 'Key of tag 1' }).fill('team');
    await form().getByRole('textbox', { name: 'Value of tag 1' }).fill('search-and-find');
  }

  async function assertKept(name: string): Promise<void> {
    await form().getByRole('textbox', { name: 'Key of tag 1' }).waitFor();
    const values = await Promise.all([box('Endpoint name'), box('Key of tag 1'), box('Value of tag 1')].map((field) => field.inputValue()));
    assert.deepEqual(values, [name, 'team', 'search-and-find']);
  }

  /** By the keyboard: notifications lie over the button. */
  const pressDeploy = (): Promise<void> => form().getByRole('button', { name: 'Deploy', exact: true }).press('Enter');

  async function deploy(): Promise<void> {
    await form().getByRole('button', { name: 'No problems' }).waitFor();
    await pressDeploy();
    await workbench().dialog().getByRole('button', { name: 'Deploy' }).click();
  }

  describe('a tab that is hidden or restored', () => {
    before(async () => {
      await workbench().pickModel('pytorch-ic-mobilenet-v2', /MobileNet/);
      await form().getByRole('radio', { name: /ml\.m5\.xlarge/ }).click();
      await fillIn('half-done');
    });

    it('has everything when another editor was shown over it', async () => {
      await workbench().pickModel('huggingface-textgeneration-gpt2', /GPT-2/);
      await workbench().page.getByRole('tab', { name: 'MobileNet V2' }).click();
      await form().getByRole('heading', { name: /MobileNet/ }).waitFor();
      await assertKept('half-done');
    });

    it('has everything after the window was reloaded', async () => {
      await saved('search-and-find');
      await workbench().reload();
      // which tab was in front may have been saved before it was
      await workbench().page.getByRole('tab', { name: 'MobileNet V2' }).click();
      await form().getByRole('heading', { name: /MobileNet/ }).waitFor();
      await assertKept('half-done');
      assert.ok(await form().getByRole('radio', { name: /ml\.m5\.xlarge/ }).isChecked());
    });
  });

  describe('a sign-in that runs out', () => {
    after(() => workbench().emulator.setFaults([]));

    it('is said in the tab, which keeps what was typed', async () => {
      workbench().emulator.setFaults([{ kind: 'expiredToken' }]);
      await form().getByRole('button', { name: /^Security settings/i }).click();
      await choose('IAM role', 'Find IAM role');
      await form().getByRole('alert').getByText(/has expired/).waitFor();
      await workbench().screenshot('keeps-1-expired');
      await assertKept('half-done');
    });

    it('is over when the tab\'s own button was used, and the form goes on to be deployed', async () => {
      workbench().emulator.setFaults([]);
      await form().getByRole('alert').getByRole('button', { name: 'Sign in' }).click();
      await form().getByRole('alert').getByText(/has expired/).waitFor({ state: 'hidden' });
      await form().getByRole('combobox', { name: 'IAM role', exact: true }).click();
      await form().getByRole('option', { name: /MLPlatform/ }).click();
      await assertKept('half-done');
      await deploy();
      await form().getByText('Endpoint is being created', { exact: true }).waitFor();
      assert.deepEqual(calls('Create'), ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    });
  });

  describe('a deployment that is cancelled while SageMaker creates the endpoint', () => {
    it('waits, because SageMaker deletes none before', async () => {
      await press('Cancel');
      await form().getByRole('heading', { name: 'Cancelling' }).waitFor();
      await form().getByText(/SageMaker does not delete an endpoint while it is being created/).waitFor();
      assert.ok(await form().getByRole('button', { name: 'Cancelling…' }).isVisible());
      await workbench().screenshot('keeps-2-cancelling');
      assert.deepEqual(calls('Delete'), []);
    });

    it('then deletes all three, and keeps the form', async () => {
      workbench().emulator.advance(600);
      await form().getByText('Endpoint is being deleted').waitFor();
      assert.deepEqual(calls('Delete'), ['DeleteEndpoint']);
      workbench().emulator.advance(120);
      await form().getByRole('heading', { name: 'Cancelled' }).waitFor();
      await workbench().screenshot('keeps-3-cancelled');
      assert.deepEqual(calls('Delete'), ['DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel']);
      for (const kind of ['Endpoints', 'EndpointConfigs', 'Models']) assert.ok(!JSON.stringify(await ask(`List${kind}`)).includes('half-done'), `${kind} holds what was cancelled`);
      await press('Back to the form');
      await form().getByRole('textbox', { name: 'Key of tag 1' }).waitFor();
      assert.equal(await form().getByRole('textbox', { name: 'Value of tag 1' }).inputValue(), 'search-and-find');
    });
  });

  describe('a deployment that fails', () => {
    before(async () => {
      await workbench().pickModel('huggingface-text2text-flan-t5-base', /FLAN-T5/);
      await fillIn('no-room');
    });
    after(() => workbench().emulator.setFaults([]));

    it('says the cause and what to do', async () => {
      workbench().emulator.setFaults([{ kind: 'capacity' }]);
      await deploy();
      await form().getByText('Endpoint config created', { exact: true }).waitFor();
      workbench().emulator.advance(600);
      await form().getByRole('heading', { name: 'The deployment failed' }).waitFor();
      const alert = form().getByRole('alert').filter({ hasText: /capacity/ });
      await alert.getByText(/InsufficientInstanceCapacity/).waitFor();
      assert.ok(await alert.getByRole('listitem').count() > 0, 'there is advice');
      await workbench().screenshot('keeps-4-failed');
    });

    it('leads back to a form that has the settings, with another instance type', async () => {
      await press(/^Use ml\./);
      await form().getByRole('textbox', { name: 'Key of tag 1' }).waitFor();
      assert.equal(await form().getByRole('radio', { name: 'ml.g5.2xlarge' }).isChecked(), false);
      assert.deepEqual(await Promise.all([box('Key of tag 1'), box('Value of tag 1')].map((field) => field.inputValue())), ['team', 'search-and-find']);
    });
  });

  describe('a form with mistakes', () => {
    const mistakes = [
      { field: 'Endpoint name', typed: 'e'.repeat(54), said: /The name has 64 characters with the jumpstart- prefix; SageMaker takes at most 63\. Shorten it by 1/ },
      { field: 'Key of tag 1', typed: 'aws:x', said: /The tag key "aws:x" starts with "aws:", which AWS keeps for itself/ },
      { field: 'Role ARN', typed: 'arn:aws-cn:iam::111122223333:role/Anywhere', said: /The role is of the partition "aws-cn", but you deploy into "aws"/ },
    ] as const;
    let earlier: string[] = [];

    before(async () => {
      await workbench().pickModel('huggingface-textgeneration-gpt2', /GPT-2/);
      await press('Add tag');
      await form().getByRole('button', { name: /^Security settings/i }).click();
      await choose('IAM role', 'Input IAM role');
      earlier = calls('Create');
    });

    for (const { field, typed, said } of mistakes) {
      it(`says at the field ${field} what is wrong`, async () => {
        await box(field).fill(typed);
        await box(field).blur();
        await form().getByText(said).first().waitFor();
        assert.equal(await box(field).getAttribute('aria-invalid'), 'true');
      });
    }

    it('creates nothing on Deploy', async () => {
      await pressDeploy();
      await workbench().screenshot('keeps-5-mistakes');
      await workbench().page.waitForTimeout(500);
      assert.equal(await workbench().dialog().count(), 0);
      assert.deepEqual(calls('Create'), earlier);
      assert.ok(!workbench().emulator.calls.some(({ input }) => JSON.stringify(input).includes(mistakes[0].typed)), 'SageMaker was asked for a name that cannot be');
      for (const { field, typed } of mistakes) assert.equal(await box(field).inputValue(), typed);
    });
  });
});
