// A server that points elsewhere: neither the request nor what signs it goes there.
import { environment, gatewaysTo, serve } from '../../../test/aws/gateways/support.js';

export interface Redirected {
  readonly status: number;
  /** At the server that was asked, and at the one it points to. */
  readonly asked: number;
  readonly elsewhere: number;
  /** How many of the looks were told as failed. */
  readonly refused: number;
}

export const STATUSES = [301, 302, 303, 307, 308] as const;

export async function redirects(): Promise<Redirected[]> {
  const back = environment({ AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'real' });
  const elsewhere = await serve((_, response) => { response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{}'); });
  try {
    const found: Redirected[] = [];
    for (const status of STATUSES) {
      const pointing = await serve((request, response) => { request.resume(); response.writeHead(status, { location: `${elsewhere.url}${request.url ?? '/'}` }).end(); });
      const before = elsewhere.requests.length;
      const gateways = gatewaysTo(pointing.url, { emulated: false });
      const looks = [gateways.endpoints.list(), gateways.account.identity(), gateways.account.buckets(), gateways.account.roles(), gateways.hub.listModels(), gateways.account.vpcs()];
      const refused = (await Promise.allSettled(looks)).filter((outcome) => outcome.status === 'rejected').length;
      gateways.dispose();
      found.push({ status, asked: pointing.requests.length, elsewhere: elsewhere.requests.length - before, refused });
      await pointing.close();
    }
    return found;
  } finally {
    back();
    await elsewhere.close();
  }
}
