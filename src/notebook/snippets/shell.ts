import { dnsSuffix } from '../../catalog/regions.js';
import { base64 } from '../media.js';
import { jsonText } from '../javascript.js';
import { hereFile, isPlain, shellWord } from '../shell.js';
import type { SnippetBody, SnippetInput } from './input.js';
import { partsAt } from './parts.js';

/** A script for a POSIX shell with the AWS CLI. It runs in a subshell, so that it can be pasted, too. */
export function cliSnippet(input: SnippetInput): string {
  const { region, profile, endpointUrl, emulated } = input;
  const options: [string, string | undefined][] = [
    ['--region', region], ['--profile', profile], ['--endpoint-url', endpointUrl], ['--endpoint-name', input.endpointName], ['--inference-component-name', input.inferenceComponentName],
    ['--content-type', input.contentType], ['--accept', input.accept], ['--custom-attributes', input.customAttributes],
  ];
  const given = options.flatMap(([name, value]) => (value === undefined || isReference(name, value) ? [] : [`${name} ${shellWord(value)}`]));
  const left = options.filter(([name, value]) => value !== undefined && isReference(name, value)).map(([name]) => `# ${name} is left out: the AWS CLI would take its value for the name of a file.\n`).join('');
  const aws = emulated ? 'env -u AWS_PROFILE -u AWS_SESSION_TOKEN AWS_ACCESS_KEY_ID=emulator AWS_SECRET_ACCESS_KEY=emulator NO_PROXY=127.0.0.1 aws' : 'aws';
  return script(input.body, `${left}# SageMaker gives up on a request after 60 s: wait a little longer, and do not ask twice.
AWS_MAX_ATTEMPTS=1 ${aws} sagemaker-runtime invoke-endpoint \\
${[...given, '--cli-read-timeout 70', '--body "fileb://$body"'].map((option) => `  ${option} \\\n`).join('')}  "$answer" > /dev/null
cat "$answer"`);
}

/** A value with which the CLI would read a file or an address. */
function isReference(name: string, value: string): boolean {
  return name !== '--endpoint-url' && /^(fileb?|https?):\/\//i.test(value);
}

/** A script for a POSIX shell with curl, which signs the request itself. */
export function curlSnippet(input: SnippetInput): string {
  const { region, endpointUrl, emulated, profile } = input;
  const host = endpointUrl?.replace(/\/+$/, '') ?? `https://runtime.sagemaker.${encodeURIComponent(region)}.${dnsSuffix(region)}`;
  const headers: [string, string | undefined][] = [
    ['content-type', input.contentType], ['accept', input.accept], ['x-amzn-sagemaker-custom-attributes', input.customAttributes], ['x-amzn-sagemaker-inference-component', input.inferenceComponentName],
  ];
  const options = [
    `--aws-sigv4 ${shellWord(`aws:amz:${region}:sagemaker`)}`,
    ...(emulated ? ['--user emulator:emulator', '--noproxy 127.0.0.1'] : ['--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"', '--header "x-amz-security-token: ${AWS_SESSION_TOKEN:-}"']),
    ...headers.flatMap(([name, value]) => (value === undefined ? [] : [`--header ${shellWord(`${name}: ${value}`)}`])),
    '--data-binary "@$body"',
  ];
  return script(input.body, `${emulated ? '' : credentialsNote(profile)}# SageMaker gives up on a request after 60 s: wait a little longer.
curl --silent --show-error --fail-with-body --globoff --max-time 70 \\
${options.map((option) => `  ${option} \\\n`).join('')}  ${shellWord(`${host}/endpoints/${encodeURIComponent(input.endpointName)}/invocations`)}`);
}

function credentialsNote(profile: string | undefined): string {
  const named = profile !== undefined && /^[\w@.+-]+$/.test(profile) ? ` --profile ${profile}` : '';
  return `# The credentials are those of the environment. Put there before, with the AWS CLI 2:\n#   eval "$(aws configure export-credentials${named} --format env)"\n`;
}

function script(body: SnippetBody, ask: string): string {
  return `(
set -eu
body=$(mktemp) answer=$(mktemp)
trap 'rm -f "$body" "$answer"' EXIT

${bodyCode(body)}

${ask}
)
`;
}

/** Leaves the body in the file `$body`. */
function bodyCode(body: SnippetBody): string {
  switch (body.kind) {
    case 'json': {
      const json = jsonText(body.value);
      const parts = partsAt(json, body.addresses);
      if (parts === undefined) return hereFile(json, '"$body"');
      const commands = parts.map((part) => ('url' in part ? `${fetched(part.url)} | base64 | tr -d '\\n'` : `printf %s ${shellWord(part.text)}`));
      return `{\n${commands.join('\n')}\n} > "$body"`;
    }
    // a line break more would be part of the text
    case 'text': return isPlain(body.text) ? `printf %s ${shellWord(body.text)} > "$body"` : decoded(base64(new TextEncoder().encode(body.text)));
    case 'bytes': return `# An example. With a file of your own: cp my-file "$body"\n${decoded(body.base64)}`;
    case 'address': return `${fetched(body.url)} > "$body"`;
  }
}

function fetched(url: string): string {
  return `curl --silent --show-error --fail --globoff ${shellWord(url)}`;
}

function decoded(encoded: string): string {
  const lines = encoded.match(/.{1,100}/g) ?? [];
  return `base64 -d > "$body" <<'END_OF_BODY'\n${lines.map((line) => `${line}\n`).join('')}END_OF_BODY`;
}
