import type { SnippetInput } from './input.js';
import { pythonSnippet } from './python.js';
import { javascriptSnippet } from './javascript.js';
import { cliSnippet, curlSnippet } from './shell.js';

export interface SnippetLanguage {
  readonly label: string;
  readonly description: string;
  /** As VS Code calls it. */
  readonly languageId: string;
  readonly write: (input: SnippetInput) => string;
}

/**
 * In the order in which they are offered. A client of OpenAI is not among them: containers take the bodies of its chat completions, but
 * behind SageMaker's own address and signature, which such a client does not speak.
 */
export const LANGUAGES: readonly SnippetLanguage[] = [
  { label: 'Python', description: 'boto3', languageId: 'python', write: pythonSnippet },
  { label: 'JavaScript', description: '@aws-sdk/client-sagemaker-runtime', languageId: 'javascript', write: javascriptSnippet },
  { label: 'AWS CLI', description: 'aws sagemaker-runtime invoke-endpoint', languageId: 'shellscript', write: cliSnippet },
  { label: 'curl', description: 'signed with the environment\'s credentials', languageId: 'shellscript', write: curlSnippet },
];
