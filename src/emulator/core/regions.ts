/** Regions in which JumpStart is offered, and what depends on the region: partition, domain, registry accounts. */
export const jumpStartRegions: readonly string[] = (
  'af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 '
  + 'ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 '
  + 'cn-north-1 cn-northwest-1 eu-central-1 eu-central-2 eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 '
  + 'eu-west-3 eusc-de-east-1 il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 '
  + 'us-gov-west-1 us-iso-east-1 us-isob-east-1 us-isof-east-1 us-isof-south-1 us-west-1 us-west-2'
).split(' ');

const partitions: readonly (readonly [prefix: string, partition: string, domain: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

export const partitionOf = (region: string): string => partitions.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
export const domainOf = (region: string): string => partitions.find(([prefix]) => region.startsWith(prefix))?.[2] ?? 'amazonaws.com';

export const isRegion = (name: string): boolean => /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(name);

const deepLearningElsewhere: Readonly<Record<string, string>> = {
  'af-south-1': '626614931356', 'ap-east-1': '871362719292', 'ap-east-2': '975050140332', 'ap-northeast-3': '364406365360',
  'ap-south-2': '772153158452', 'ap-southeast-3': '907027046896', 'ap-southeast-4': '457447274322', 'ap-southeast-5': '550225433462',
  'ap-southeast-6': '633930458069', 'ap-southeast-7': '590183813437', 'ca-west-1': '204538143572', 'cn-north-1': '727897471807',
  'cn-northwest-1': '727897471807', 'eu-central-2': '380420809688', 'eu-isoe-west-1': '371248457586', 'eu-south-1': '692866216735',
  'eu-south-2': '503227376785', 'eusc-de-east-1': '204133271717', 'il-central-1': '780543022126', 'me-central-1': '914824155844',
  'me-south-1': '217643126080', 'mx-central-1': '637423239942', 'us-gov-east-1': '446045086412', 'us-gov-west-1': '442386744353',
  'us-iso-east-1': '886529160074', 'us-isob-east-1': '094389454867', 'us-isof-east-1': '303241398832', 'us-isof-south-1': '454834333376',
};

/** Account of the deep learning containers (PyTorch, TGI, DJL, vLLM, …) in a region. */
export const deepLearningAccount = (region: string): string => deepLearningElsewhere[region] ?? '763104351884';

const algorithmAccounts: Readonly<Record<string, string>> = {
  'af-south-1': '510948584623', 'ap-east-1': '651117190479', 'ap-northeast-1': '354813040037', 'ap-northeast-2': '366743142698',
  'ap-northeast-3': '867004704886', 'ap-south-1': '720646828776', 'ap-south-2': '628508329040', 'ap-southeast-1': '121021644041',
  'ap-southeast-2': '783357654285', 'ap-southeast-3': '951798379941', 'ap-southeast-4': '106583098589', 'ca-central-1': '341280168497',
  'ca-west-1': '190319476487', 'cn-north-1': '450853457545', 'cn-northwest-1': '451049120500', 'eu-central-1': '492215442770',
  'eu-central-2': '680994064768', 'eu-north-1': '662702820516', 'eu-south-1': '978288397137', 'eu-south-2': '104374241257',
  'eu-west-1': '141502667606', 'eu-west-2': '764974769150', 'eu-west-3': '659782779980', 'il-central-1': '898809789911',
  'me-central-1': '272398656194', 'me-south-1': '801668240914', 'sa-east-1': '737474898029', 'us-east-1': '683313688378',
  'us-east-2': '257758044811', 'us-gov-east-1': '237065988967', 'us-gov-west-1': '414596584902', 'us-iso-east-1': '833128469047',
  'us-isob-east-1': '281123927165', 'us-isof-east-1': '108575199400', 'us-isof-south-1': '124985052026', 'us-west-1': '746614075791',
  'us-west-2': '246618743249',
};

/** Account of the scikit-learn, XGBoost and TEI images; undefined where they are not offered. */
export const algorithmAccount = (region: string): string | undefined => algorithmAccounts[region];

export const contentBucket = (region: string): string => `jumpstart-cache-prod-${region}`;
export const privateBucket = (region: string): string => `jumpstart-private-cache-prod-${region}`;
export const draftBucket = (region: string): string => `sagemaker-sd-models-prod-${region}`;

/** Region of a JumpStart bucket by its name, with which of the three it is; undefined for any other bucket. */
export function jumpStartBucket(name: string): { region: string; kind: 'content' | 'private' | 'draft' } | undefined {
  const match = /^(jumpstart-cache|jumpstart-private-cache|sagemaker-sd-models)-prod-(.+)$/.exec(name);
  const region = match?.[2];
  if (region === undefined || !jumpStartRegions.includes(region)) return undefined;
  const kinds = { 'jumpstart-cache': 'content', 'jumpstart-private-cache': 'private', 'sagemaker-sd-models': 'draft' } as const;
  return { region, kind: kinds[match?.[1] as keyof typeof kinds] };
}
