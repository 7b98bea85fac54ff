import { endpointUrlProblem } from '../shared/endpointUrl.js';
import { isObject } from '../shared/json.js';

const TIMEOUT_MS = 2000;

/**
 * Whether the project's own emulator answers at the address. Only loopback addresses are asked at all: what is emulated gets
 * made-up credentials, and no other machine may talk us into that.
 */
export async function isEmulator(url: string): Promise<boolean> {
  if (endpointUrlProblem(url) !== undefined || !isLoopback(url)) return false;
  try {
    const response = await fetch(new URL('/_emulator', url), { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const answer: unknown = await response.json();
    return response.ok && isObject(answer) && answer['product'] === 'jumpstart-deploy-emulator';
  } catch {
    return false;
  }
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
