import { javascriptLiteral } from '../javascript.js';
import type { Holes } from '../python.js';
import type { SnippetBody, SnippetInput } from './input.js';
import { partsAt } from './parts.js';
import { OWN_FILE, argumentsOf } from './python.js';

/** A module for Node with the AWS SDK. */
export function javascriptSnippet(input: SnippetInput): string {
  const { emulated, endpointUrl, region, profile } = input;
  const body = bodyCode(input.body);
  const options = [
    `region: ${javascriptLiteral(region)}`,
    ...(endpointUrl === undefined ? [] : [`endpoint: ${javascriptLiteral(endpointUrl)}`]),
    ...(emulated ? ['credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" }'] : profile === undefined ? [] : [`credentials: fromIni({ profile: ${javascriptLiteral(profile)} })`]),
    'maxAttempts: 1',
  ];
  return `// An ES module: save it with the ending .mjs, then: npm install @aws-sdk/client-sagemaker-runtime${profile === undefined ? '' : ' @aws-sdk/credential-providers'}
import { InvokeEndpointCommand, SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
${profile === undefined ? '' : 'import { fromIni } from "@aws-sdk/credential-providers";\n'}${body.imports}
const client = new SageMakerRuntimeClient({
${options.map((option) => `  ${option},\n`).join('')}});

${body.code}

const response = await client.send(new InvokeEndpointCommand({
${argumentsOf(input).map(([name, value]) => `  ${name}: ${javascriptLiteral(value, 2)},\n`).join('')}  Body: body,
}));
console.log(new TextDecoder().decode(response.Body));
`;
}

const READ = `/** A public file, read without signing in. */
async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(\`\${address} could not be read (\${response.status}).\`);
  return Buffer.from(await response.arrayBuffer());
}

`;

function bodyCode(body: SnippetBody): { code: string; imports: string } {
  switch (body.kind) {
    case 'json': {
      const holes: Holes = (text) => partsAt(text, body.addresses)?.map((part) => ('url' in part ? `(await read(${javascriptLiteral(part.url)})).toString("base64")` : javascriptLiteral(part.text))).join(' + ');
      const code = `const payload = ${javascriptLiteral(body.value, 0, holes)};\nconst body = JSON.stringify(payload);`;
      return { imports: '', code: body.addresses.size === 0 ? code : READ + code };
    }
    case 'text': return { imports: '', code: `const body = ${javascriptLiteral(body.text)};` };
    case 'bytes': return { imports: '', code: `${OWN_FILE('//', 'const body = readFileSync("my-file"), from "node:fs"')}\nconst body = Buffer.from(${javascriptLiteral(body.base64)}, "base64");` };
    case 'address': return { imports: '', code: `${READ}const body = await read(${javascriptLiteral(body.url)});` };
  }
}
