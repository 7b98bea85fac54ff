/**
 * What a client is told where its requests go elsewhere than to AWS. FIPS and dual-stack addresses, which the environment or the profile
 * may ask for, are AWS's alone: the SDK refuses them beside an address of one's own.
 */
export function addressOf(endpointUrl: string | undefined) {
  return endpointUrl === undefined ? {} : { endpoint: endpointUrl, useFipsEndpoint: false, useDualstackEndpoint: false };
}
