import { familyOf } from './variants.js';

/**
 * Whether a type takes an EBS volume, so that a volume size may be sent: not where the instance brings its own NVMe disk. The rule
 * is the one of AWS's SDK, so that the requests agree with it.
 */
export function hasEbsVolume(instanceType: string): boolean {
  const family = familyOf(instanceType);
  return family !== '' && !family.includes('d') && !/^(g5|g6|p5|trn1)/.test(family);
}

/** Accelerators of a type, for people choosing one. Source: EC2's tables of instance types; unknown types have none listed. */
export function acceleratorOf(instanceType: string): string | undefined {
  const size = instanceType.split('.')[2] ?? '';
  const family = familyOf(instanceType);
  const device = DEVICES.get(family);
  return device === undefined ? undefined : `${device.counts.get(size) ?? 1} × ${device.name}`;
}

interface Device { readonly name: string; readonly counts: ReadonlyMap<string, number> }

const G_COUNTS = sizes({ '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 });
const DEVICES: ReadonlyMap<string, Device> = new Map(Object.entries({
  p2: { name: 'K80 12 GB', counts: sizes({ '8xlarge': 8, '16xlarge': 16 }) },
  p3: { name: 'V100 16 GB', counts: sizes({ '8xlarge': 4, '16xlarge': 8 }) },
  p4d: { name: 'A100 40 GB', counts: sizes({ '24xlarge': 8 }) },
  p4de: { name: 'A100 80 GB', counts: sizes({ '24xlarge': 8 }) },
  p5: { name: 'H100 80 GB', counts: sizes({ '48xlarge': 8 }) },
  p5e: { name: 'H200 141 GB', counts: sizes({ '48xlarge': 8 }) },
  p5en: { name: 'H200 141 GB', counts: sizes({ '48xlarge': 8 }) },
  g4dn: { name: 'T4 16 GB', counts: sizes({ '12xlarge': 4 }) },
  g5: { name: 'A10G 24 GB', counts: G_COUNTS },
  g6: { name: 'L4 24 GB', counts: G_COUNTS },
  g6e: { name: 'L40S 48 GB', counts: G_COUNTS },
  g7e: { name: 'RTX PRO 6000 96 GB', counts: sizes({ '12xlarge': 2, '24xlarge': 4, '48xlarge': 8 }) },
  inf1: { name: 'Inferentia', counts: sizes({ '6xlarge': 4, '24xlarge': 16 }) },
  inf2: { name: 'Inferentia2 32 GB', counts: sizes({ '24xlarge': 6, '48xlarge': 12 }) },
  trn1: { name: 'Trainium 32 GB', counts: sizes({ '32xlarge': 16 }) },
  trn1n: { name: 'Trainium 32 GB', counts: sizes({ '32xlarge': 16 }) },
  trn2: { name: 'Trainium2 96 GB', counts: sizes({ '48xlarge': 16 }) },
}));

/** Sizes with more than one device. */
function sizes(counts: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(Object.entries(counts));
}
