// A process of its own that carries out one planned CopyArtifacts, to be killed in the middle: ADDRESS REGION INPUT-AS-JSON.
import { connect } from '../../src/aws/gateways.js';
import type { JsonObject } from '../../src/shared/json.js';

const [endpointUrl = '', region = '', input = '{}'] = process.argv.slice(2);
const gateways = connect({ profile: undefined, region, endpointUrl, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
await gateways.deploy.execute({ id: 'copy', service: 's3', operation: 'CopyArtifacts', input: JSON.parse(input) as JsonObject }, {});
gateways.dispose();
