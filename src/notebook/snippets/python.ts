import { type Holes, pythonLiteral } from '../python.js';
import { partsAt } from './parts.js';
import type { SnippetBody, SnippetInput } from './input.js';

/** A script for Python with boto3. */
export function pythonSnippet(input: SnippetInput): string {
  const { emulated, endpointUrl, region, profile } = input;
  const body = bodyCode(input.body);
  const session = [
    ...(profile === undefined ? [] : [`profile_name=${pythonLiteral(profile)}`]), `region_name=${pythonLiteral(region)}`,
    ...(emulated ? ['aws_access_key_id="emulator"', 'aws_secret_access_key="emulator"'] : []),
  ];
  const address = endpointUrl === undefined ? '' : `endpoint_url=${pythonLiteral(endpointUrl)}, `;
  const imports = [...body.modules].sort().map((name) => `import ${name}\n`).join('');
  return `${imports}${imports === '' ? '' : '\n'}import boto3
from botocore.config import Config

session = boto3.Session(${session.join(', ')})
# SageMaker gives up on a request after 60 s: wait a little longer, and do not ask twice.
patient = Config(read_timeout=70, retries={"max_attempts": 0}${emulated ? ', proxies={}' : ''})
runtime = session.client("sagemaker-runtime", ${address}config=patient)

${body.code}

response = runtime.invoke_endpoint(
${argumentsOf(input).map(([name, value]) => `    ${name}=${pythonLiteral(value, 4)},\n`).join('')}    Body=body,
)
print(response["Body"].read().decode(errors="replace"))
`;
}

/** The members of the request besides its body. */
export function argumentsOf({ endpointName, inferenceComponentName, contentType, accept, customAttributes }: SnippetInput): [name: string, value: string][] {
  const all: [string, string | undefined][] = [
    ['EndpointName', endpointName], ['InferenceComponentName', inferenceComponentName], ['ContentType', contentType], ['Accept', accept], ['CustomAttributes', customAttributes],
  ];
  return all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}

const READ = `def read(address):
    """A public file, read without signing in."""
    with urllib.request.urlopen(address, timeout=60) as file:
        return file.read()


`;

function bodyCode(body: SnippetBody): { code: string; modules: readonly string[] } {
  switch (body.kind) {
    case 'json': {
      const holes: Holes = (text) => partsAt(text, body.addresses)?.map((part) => ('url' in part ? `base64.b64encode(read(${pythonLiteral(part.url, 0)})).decode()` : pythonLiteral(part.text))).join(' + ');
      const code = `payload = ${pythonLiteral(body.value, 0, holes)}\nbody = json.dumps(payload)`;
      return body.addresses.size === 0 ? { code, modules: ['json'] } : { code: READ + code, modules: ['base64', 'json', 'urllib.request'] };
    }
    case 'text': return { code: `body = ${pythonLiteral(body.text)}.encode("utf-8")`, modules: [] };
    case 'bytes': return { code: `${OWN_FILE('#', 'body = open("my-file", "rb").read()')}\nbody = base64.b64decode(${pythonLiteral(body.base64)})`, modules: ['base64'] };
    case 'address': return { code: `${READ}body = read(${pythonLiteral(body.url)})\n# body = open("my-file", "rb").read()  # a file of your own`, modules: ['urllib.request'] };
  }
}

/** The remark above an example file that stands in the code. */
export const OWN_FILE = (comment: string, code: string): string => `${comment} An example. With a file of your own: ${code}`;
