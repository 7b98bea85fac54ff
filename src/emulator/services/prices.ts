/** US dollars for an hour of hosting, as published for us-east-1 in October 2026. */
const published: Readonly<Record<string, number>> = {
  'ml.m5.large': 0.115, 'ml.m5.xlarge': 0.23, 'ml.m5.2xlarge': 0.461, 'ml.m5.4xlarge': 0.922, 'ml.c5.xlarge': 0.204, 'ml.c5.2xlarge': 0.408, 'ml.g5.12xlarge': 7.09,
  'ml.g4dn.2xlarge': 0.94, 'ml.g5.2xlarge': 1.515, 'ml.g6.xlarge': 1.1267, 'ml.g6.2xlarge': 1.222, 'ml.g6.16xlarge': 4.246, 'ml.g6e.2xlarge': 2.8026, 'ml.g6e.12xlarge': 13.1158,
};

/**
 * By family: what an xlarge's worth of processors and memory adds, and what each accelerator. Fitted to the published prices where a
 * family has some, made up for the others, so that the emulator can show a price for what people try. p3 has none, as in AWS's own list.
 */
const rates: Readonly<Record<string, readonly [perUnit: number, perAccelerator: number]>> = {
  t2: [0.06, 0], m4: [0.24, 0], m5: [0.2304, 0], m5d: [0.27, 0], m6i: [0.23, 0], m7i: [0.242, 0], c4: [0.239, 0], c5: [0.204, 0], c5d: [0.23, 0], c6i: [0.204, 0], c7i: [0.214, 0],
  r5: [0.302, 0], r5d: [0.346, 0], r6i: [0.302, 0], r7i: [0.318, 0], m6g: [0.185, 0], c6g: [0.163, 0], c7g: [0.174, 0],
  g4dn: [0.204, 0.532], g5: [0.2575, 1], g6: [0.216, 0.79], g6e: [0.47635, 1.8499], g7e: [0.55, 3.1], p4d: [0.1, 2.8], p4de: [0.1, 3.5], p5: [0.3, 6], p5e: [0.3, 7], p5en: [0.3, 7.5],
  inf1: [0.2, 0.1], inf2: [0.16, 0.83], trn1: [0.2, 1.05], trn2: [0.3, 2.5],
};
const accelerators: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  inf1: { '6xlarge': 4, '24xlarge': 16 }, inf2: { '24xlarge': 6, '48xlarge': 12 }, trn1: { '32xlarge': 16 }, trn2: { '48xlarge': 16 }, g7e: { '12xlarge': 2, '24xlarge': 4, '48xlarge': 8 },
};
const usually: Readonly<Record<string, number>> = { '12xlarge': 4, '24xlarge': 4, '48xlarge': 8 };
const eight = /^p\d/;

/** Dollars for an hour of an instance type; undefined where the emulator's list has no row for it. */
export function hourly(instanceType: string): number | undefined {
  const known = published[instanceType];
  if (known !== undefined) return known;
  const [, family = '', size = ''] = instanceType.split('.');
  const rate = rates[family];
  if (rate === undefined) return undefined;
  const units = size === 'medium' ? 0.25 : size === 'large' ? 0.5 : Number(/^(\d*)xlarge$/.exec(size)?.[1] || 1);
  const count = eight.test(family) && size !== '4xlarge' ? 8 : (accelerators[family] ?? usually)[size] ?? 1;
  return Number((rate[0] * units + rate[1] * count).toFixed(4));
}
