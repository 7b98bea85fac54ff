import type { NotebookInput } from './input.js';
import { pythonLiteral } from './python.js';
import type { Example } from './request.js';

const STOP = `class Stop(Exception):
    """Ends a run with a sentence in place of a traceback."""

    def _render_traceback_(self):
        return [str(self)]`;

const EXPLAIN = `def explain(error):
    """An error of AWS as a Stop that says what to do."""
    text, name = str(error), type(error).__name__
    if isinstance(error, ClientError):
        name = error.response["Error"]["Code"]
    if name == "ProfileNotFound":
        text += ". Set profile above to a profile of this computer, or to None for the kernel's own role."
    elif any(word in name for word in ("Credential", "Token", "SSO", "UnrecognizedClient")):
        text += " Sign in to AWS again, for example with \`aws sso login\`, and run this cell once more."
    return Stop(text)`;

const NO_BOTO3 = `Stop(
        "This kernel has no boto3. Run  %pip install boto3  in a cell of its own, restart the kernel and start again."
    )`;

/** Imports, session and clients. */
export function sessionCode(input: NotebookInput, modules: readonly string[]): string {
  const { profile, endpointUrl, emulated } = input;
  const imports = [...new Set(['json', ...modules])].sort().map((name) => `import ${name}`).join('\n');
  const variables = [
    `region = ${pythonLiteral(input.region)}`,
    ...(profile === undefined || emulated ? [] : [`profile = ${pythonLiteral(profile)}  # None: the kernel's own role or environment`]),
    ...(endpointUrl === undefined ? [] : [`endpoint_url = ${pythonLiteral(endpointUrl)}${emulated ? '  # the emulator on this computer, not AWS' : ''}`]),
  ];
  const session = [
    ...(profile === undefined || emulated ? [] : ['profile_name=profile']), 'region_name=region',
    ...(emulated ? ['aws_access_key_id="emulator"', 'aws_secret_access_key="emulator"'] : []),
  ];
  const address = endpointUrl === undefined ? '' : ', endpoint_url=endpoint_url';
  return `${imports}

${variables.join('\n')}


${STOP}


try:
    import boto3
    import jmespath  # comes with boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
except ImportError:
    raise ${NO_BOTO3} from None


${EXPLAIN}


try:
    session = boto3.Session(${session.join(', ')})
    sagemaker = session.client("sagemaker"${address}${emulated ? ', config=Config(proxies={})' : ''})
    # SageMaker gives up on a request after 60 s: wait a little longer, and do not ask twice.
    patient = Config(read_timeout=70, retries={"max_attempts": 0}${emulated ? ', proxies={}' : ''})
    runtime = session.client("sagemaker-runtime"${address}, config=patient)
except BotoCoreError as error:
    raise explain(error) from None
print(f"boto3 {boto3.__version__}, {region}")`;
}

/** What is called, and how. */
export function constantsCode(input: NotebookInput, example: Example): string {
  const lines = [
    `endpoint_name = ${pythonLiteral(input.endpointName)}`,
    ...(input.inferenceComponentName === undefined ? [] : [`inference_component_name = ${pythonLiteral(input.inferenceComponentName)}`]),
    `content_type = ${pythonLiteral(example.contentType)}  # of the request`,
    ...(example.accept === undefined ? [] : [`accept = ${pythonLiteral(example.accept)}  # of the answer`]),
    ...(example.customAttributes === undefined ? [] : [`custom_attributes = ${pythonLiteral(example.customAttributes)}  # passed on to the container`]),
    ...(example.readsFiles ? [`content_bucket = ${pythonLiteral(input.contentBucketUrl.replace(/\/+$/, ''))}`] : []),
  ];
  return lines.join('\n');
}

/** Waits until the endpoint can answer, or says why it cannot. */
export function waitCode({ emulated }: NotebookInput): string {
  return `def describe():
    """The endpoint as AWS describes it; None where there is no such endpoint."""
    try:
        return sagemaker.describe_endpoint(EndpointName=endpoint_name)
    except ClientError as error:
        if "could not find" in str(error).lower():
            return None
        raise explain(error) from None
    except BotoCoreError as error:
        raise ${emulated ? 'Stop(f"The emulator does not answer at {endpoint_url}: start it again and open the notebook anew. ({error})")' : 'explain(error)'} from None


endpoint = describe()
if endpoint and endpoint["EndpointStatus"] == "Creating":
    print(f"{endpoint_name} is being created. This takes minutes, for large models up to an hour …")
    try:
        sagemaker.get_waiter("endpoint_in_service").wait(
            EndpointName=endpoint_name, WaiterConfig={"Delay": ${emulated ? 2 : 30}, "MaxAttempts": 240}
        )
    except BotoCoreError:
        pass  # it failed, or a look at it was lost: what became of it is said below
    endpoint = describe()

if endpoint is None:
    raise Stop(
        f"There is no endpoint {endpoint_name} in {region} in this account: it was deleted, or you are signed in to "
        "another account. Deploy the model again, or set endpoint_name above to another endpoint of this model."
    )
status = endpoint["EndpointStatus"]
if status == "Failed":
    raise Stop(f"{endpoint_name} has failed: {endpoint.get('FailureReason', 'AWS gives no reason.')}")
if status not in ("InService", "Updating", "SystemUpdating", "RollingBack", "UpdateRollbackFailed"):
    raise Stop(f"{endpoint_name} is {status} and cannot answer now. Run this cell again later.")
print(f"{endpoint_name} is {status}.")`;
}
