/**
 * Instance types for hosting, by family: each size with the code of its quota "<type> for endpoint usage" where that code is
 * public. The number is what the emulated account may run of each size of the family unless `limits` names the type.
 */
const families: Readonly<Record<string, readonly [limit: number, sizes: string]>> = {
  t2: [20, 'medium:29C181D7 large:1410387A xlarge:B82FDF78 2xlarge:20700136'],
  m4: [20, 'xlarge:97CF11BE 2xlarge:6198DF25 4xlarge:3727EAE2 10xlarge:C4008A6B 16xlarge:BCA7D0DE'],
  m5: [100, 'large:614B09FD xlarge:2F737F8D 2xlarge:C88C8F13 4xlarge:E2649D46 12xlarge:A9F2A8B3 24xlarge:329751EB'],
  m5d: [20, 'large:98F45D48 xlarge:3E65B286 2xlarge:8F28AFFB 4xlarge:2BF1C629 12xlarge:B7AC53F5 24xlarge:24B12C23'],
  c4: [20, 'large:6DF60D19 xlarge:F8C60E1D 2xlarge:54106F23 4xlarge:605A110B 8xlarge:DF052B7B'],
  p2: [0, 'xlarge 8xlarge 16xlarge'],
  p3: [1, '2xlarge:1623D0BE 8xlarge:CB985DC5 16xlarge:6A85BC13'],
  c5: [20, 'large:4D27DFDD xlarge:E9EE5599 2xlarge:E091038E 4xlarge:FEF755D6 9xlarge:C15ACFF4 18xlarge:409A03CD'],
  c5d: [20, 'large:919688C1 xlarge:F30D287E 2xlarge:529E971B 4xlarge:A06D6E01 9xlarge:50755EC1 18xlarge:6A6E4B44'],
  g4dn: [2, 'xlarge:B67CFA0C 2xlarge:EA346344 4xlarge:31522FA6 8xlarge:7D28AD75 12xlarge:07BEB181 16xlarge:8679F6F3'],
  r5: [4, 'large:B156D5EC xlarge:BCA2C892 2xlarge:AA5E2462 4xlarge:DD362E80 12xlarge:23FF30BF 24xlarge:B03C553E'],
  r5d: [4, 'large:E0299BF7 xlarge:37CA4776 2xlarge:A40ED4BA 4xlarge:C4DFBAA1 12xlarge:283CDA96 24xlarge:D71E726A'],
  inf1: [1, 'xlarge:B2B3BA64 2xlarge:495AAEE0 6xlarge:574C8A05 24xlarge:F971E784'],
  dl1: [0, '24xlarge'],
  c6i: [20, 'large:3C2EBC55 xlarge:28FF72CA 2xlarge:4FDB33AC 4xlarge:B5612E02 8xlarge:18904FF8 12xlarge:2AD0234B 16xlarge:FE72E327 24xlarge:9A32E51C 32xlarge:769D172E'],
  m6i: [20, 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge'],
  r6i: [4, 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge'],
  g5: [2, 'xlarge:1928E07B 2xlarge:9614C779 4xlarge:C1B9A48D 8xlarge:065D610E 12xlarge:65C4BD00 16xlarge:962705EA 24xlarge:6821867B 48xlarge:0100B823'],
  g6: [2, 'xlarge:D470D954 2xlarge:98BDE811 4xlarge:DFB10FDE 8xlarge:B0F91871 12xlarge:0A29AACF 16xlarge:913947FA 24xlarge:6A3E5D65 48xlarge:28FEB563'],
  r8g: [0, 'medium:001567EF large:3245CAF1 xlarge:1A35F5CB 2xlarge:FDD27A76 4xlarge:81CDC86A 8xlarge:8728B705 12xlarge:3BBC35A9 16xlarge:DC90E824 24xlarge:04956A25 48xlarge:C1E99663'],
  g6e: [1, 'xlarge:B0729CB4 2xlarge:F8D7F460 4xlarge:93531071 8xlarge:96A28D02 12xlarge:60313EA3 16xlarge:2930A179 24xlarge:AE407E8B 48xlarge:E0C458EA'],
  g7e: [1, '2xlarge:5AA715AC 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge'],
  g7: [0, '2xlarge 4xlarge 8xlarge 12xlarge 24xlarge 48xlarge'],
  p4d: [0, '24xlarge:09F79647'],
  c7g: [0, 'large:3F48ACC6 xlarge:4A5B28AA 2xlarge:85DBDADC 4xlarge:52FB7989 8xlarge:52008469 12xlarge:57850F1B 16xlarge:A7E8B111'],
  m6g: [4, 'large:C1E62DF0 xlarge:2D2AAC6C 2xlarge:BCBC84AA 4xlarge:8EE25AE3 8xlarge:DE9841A6 12xlarge:9D10CA98 16xlarge:AF1BC9E1'],
  m6gd: [0, 'large:1630284B xlarge:4F185009 2xlarge:AB53E0CA 4xlarge:CCA2CA42 8xlarge:95B12835 12xlarge:B25B9B93 16xlarge:B46EE84C'],
  c6g: [4, 'large:4E81EEAC xlarge:525AAB0A 2xlarge:B87A968D 4xlarge:4C2FABCC 8xlarge:6D865216 12xlarge:35E5433E 16xlarge:60986E7E'],
  c6gd: [0, 'large:C10DAD58 xlarge:EDFF07E7 2xlarge:FD9E9507 4xlarge:C4B5BAD2 8xlarge:4027057F 12xlarge:CCE6D1FE 16xlarge:018036DB'],
  c6gn: [0, 'large:941884ED xlarge:754870FD 2xlarge:5F238DF4 4xlarge:DA37C575 8xlarge:DB5B82A8 12xlarge:78B3DA25 16xlarge:E9BB87E2'],
  r6g: [0, 'large:D7FE33BF xlarge:B8A3B4CE 2xlarge:862299A2 4xlarge:713F6743 8xlarge:BB73F76A 12xlarge:DACE30FC 16xlarge:42EAE6FA'],
  r6gd: [0, 'large:7432A529 xlarge:660E0683 2xlarge:93490D80 4xlarge:AE2F2D88 8xlarge:593EF138 12xlarge:177D4E91 16xlarge:6995701D'],
  p4de: [0, '24xlarge:456B4C5F'],
  trn1: [0, '2xlarge:5C911603 32xlarge:EA9871A7'],
  trn1n: [0, '32xlarge'],
  trn2: [0, '48xlarge'],
  inf2: [1, 'xlarge:C8AB7CDA 8xlarge:F761337C 24xlarge:9C39178F 48xlarge:286C98BC'],
  p5: [0, '48xlarge:16AF71F1 4xlarge'],
  p5e: [0, '48xlarge:3FA71971'],
  p5en: [0, '48xlarge:B1A16872'],
  m7i: [20, 'large:3E715088 xlarge:E793924B 2xlarge:6C9165E8 4xlarge:80F387A8 8xlarge:AE505887 12xlarge:0AFA3D20 16xlarge:6F258322 24xlarge:C473817C 48xlarge:452C73A2'],
  c7i: [20, 'large:9FCA2A26 xlarge:9A5FC4CF 2xlarge:41DD34AF 4xlarge:8C4E467D 8xlarge:DD693DF2 12xlarge:D98C40FA 16xlarge:4B9D3092 24xlarge:B78A48C6 48xlarge:176880B1'],
  r7i: [4, 'large:5B7CF402 xlarge:B7476528 2xlarge:FEEF2E8A 4xlarge:7EB267B3 8xlarge:CC3E5CD9 12xlarge:F43F60C3 16xlarge:E1AF5362 24xlarge:7E4516BC 48xlarge:BD94420E'],
  c8g: [0, 'medium:45DE7A7D large:82BF4638 xlarge:EBB53C25 2xlarge:CBBEA301 4xlarge:4422BF16 8xlarge:63F6725D 12xlarge:9A2C5AF9 16xlarge:882F7F72 24xlarge:866A1DFA 48xlarge:ED698555'],
  r7gd: [0, 'medium:F0365EA9 large:2FFC6F34 xlarge:DE8FE3FA 2xlarge:9E4D1B86 4xlarge:E28416C6 8xlarge:E0385488 12xlarge:2A783E1C 16xlarge:DF3F3E67'],
  m8g: [0, 'medium:B6BF3EB3 large:05282267 xlarge:9260DE8C 2xlarge:EEC7404F 4xlarge:909CDAD7 8xlarge:334BD79D 12xlarge:9388DC01 16xlarge:663B74F3 24xlarge:21A99C91 48xlarge:721FFF7B'],
  c6in: [0, 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge'],
  'p6-b200': [0, '48xlarge'],
  'p6-b300': [0, '48xlarge'],
  'p6e-gb200': [0, '36xlarge'],
};

const limits: Readonly<Record<string, number>> = {
  'ml.g5.12xlarge': 1, 'ml.g5.16xlarge': 0, 'ml.g5.24xlarge': 0, 'ml.g5.48xlarge': 0, 'ml.g6.24xlarge': 0, 'ml.g6.48xlarge': 0, 'ml.g6.12xlarge': 1,
  'ml.p3.8xlarge': 0, 'ml.p3.16xlarge': 0, 'ml.inf2.24xlarge': 0, 'ml.inf2.48xlarge': 0, 'ml.g6e.24xlarge': 0, 'ml.g6e.48xlarge': 0, 'ml.g7e.24xlarge': 0, 'ml.g7e.48xlarge': 0,
};

export interface HostingType { name: string; /** Undefined where no source gives it. */ quotaCode: string | undefined; limit: number }

export const hostingTypes: ReadonlyMap<string, HostingType> = new Map(Object.entries(families).flatMap(([family, [limit, sizes]]) =>
  sizes.split(' ').map((entry): [string, HostingType] => {
    const [size = '', code] = entry.split(':');
    const name = `ml.${family}.${size}`;
    return [name, { name, quotaCode: code === undefined ? undefined : `L-${code}`, limit: limits[name] ?? limit }];
  })));
