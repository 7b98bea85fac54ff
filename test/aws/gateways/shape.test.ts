// Answers that are JSON, and not what AWS's model of the operation says.
import assert from 'node:assert/strict';
import { gatewaysTo, serve, serviceError } from './support.js';

const ENDPOINT = { EndpointName: 'e', EndpointArn: 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/e', EndpointStatus: 'InService', CreationTime: 1_790_000_000, LastModifiedTime: 1_790_000_000 };

/** What the gateways make of an answer. */
async function given(answer: unknown): Promise<ReturnType<typeof gatewaysTo>> {
  const server = await serve((_, response) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer)));
  closing.push(() => server.close());
  return gatewaysTo(server.url);
}
const closing: (() => Promise<void>)[] = [];

describe('an answer of another shape', () => {
  after(() => Promise.all(closing.map((close) => close())));

  it('is one as AWS gives it', async () => {
    const [endpoint] = await (await given({ Endpoints: [ENDPOINT] })).endpoints.list();
    assert.equal(endpoint?.name, 'e');
  });

  const OTHERS: Readonly<Record<string, unknown>> = {
    'a number for a name': { Endpoints: [{ ...ENDPOINT, EndpointName: 5 }] }, 'an object for a list': { Endpoints: {} }, 'nothing for an entry': { Endpoints: [null] },
    'a time that no date is': { Endpoints: [{ ...ENDPOINT, CreationTime: 1e308 }] },
  };
  for (const [title, answer] of Object.entries(OTHERS)) {
    it(`is refused: ${title}`, async () => {
      assert.match((await serviceError((await given(answer)).endpoints.list(), 'offline')).message, /^Could not list the endpoints: what came back is no answer of AWS/);
    });
  }

  it('is refused: no number for a number', async () => {
    const scaling = (await given({ ScalableTargets: [{ MinCapacity: '1', MaxCapacity: 'NaN' }] })).updates.scaling('e', 'AllTraffic');
    await serviceError(scaling, 'offline');
  });

  it('has a line of a log whose time is no date', async () => {
    const { lines } = await (await given({ logStreams: [{ logStreamName: 's' }], events: [{ timestamp: 1e300, message: 'Ready.' }] })).logs.read('e', {});
    assert.deepEqual(lines, [{ at: '1970-01-01T00:00:00.000Z', stream: 's', text: 'Ready.' }]);
  });
});
