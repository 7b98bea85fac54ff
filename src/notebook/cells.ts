import type { NotebookInput } from './input.js';
import { codeSpan, escapeMarkdown, linkTo } from './markdown.js';
import { pythonLiteral } from './python.js';
import type { Example } from './request.js';

/** What this is, and what it costs. */
export function aboutText(input: NotebookInput): string {
  const { instanceType, instanceCount } = input;
  const facts = [
    ['Model', `${codeSpan(input.modelId)} ${escapeMarkdown(input.modelVersion)}, ${escapeMarkdown(input.taskLabel)}`],
    ['Endpoint', `${codeSpan(input.endpointName)} in ${codeSpan(input.region)}${instanceType === undefined ? '' : `, ${instanceCount} × ${codeSpan(instanceType)}`}`],
    ['Licence', licenceText(input)],
    ...(input.upstream === undefined ? [] : [['More about the model', linkTo(input.upstream)]]),
    ['Written', escapeMarkdown(input.createdAt.slice(0, 16).replace('T', ' '))],
  ];
  return `# ${escapeMarkdown(input.displayName)}

How to call the endpoint ${codeSpan(input.endpointName)} from Python, with \`boto3\` alone. Run the cells from top to bottom.

${facts.map(([name, fact]) => `- **${name ?? ''}:** ${fact ?? ''}`).join('\n')}

${costText(input)}`;
}

function licenceText({ license, gated }: NotebookInput): string {
  const name = license === undefined ? 'see the model\'s page' : escapeMarkdown(license);
  return gated ? `${name}. It was accepted when the model was deployed, and holds for what you do with the model and its answers` : name;
}

function costText({ emulated, pricePerHour, instanceCount }: NotebookInput): string {
  if (emulated) {
    return '> **Emulated.** This endpoint runs in the emulator on this computer, not in AWS: it costs nothing, and its answers have the right shape but no meaning. '
      + 'To call a real endpoint, deploy the model to AWS and open its notebook.';
  }
  const price = pricePerHour === undefined ? '' : `, about ${dollars(pricePerHour * instanceCount)} USD for each hour${instanceCount > 1 ? ` (${instanceCount} instances)` : ''}`;
  return `> **Costs.** AWS bills the endpoint from when it is in service until it is deleted, used or not${price}. The last cell deletes it.`;
}

/** Prices below a dollar are told apart by their third decimal. */
function dollars(price: number): string {
  return price.toFixed(3).replace(/0$/, '');
}

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
    from botocore.exceptions import BotoCoreError, ClientError, WaiterError
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
    except WaiterError:
        pass  # what became of it is said below
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

/** The function that reads example files, where the request has any. */
export function filesCode({ emulated }: NotebookInput): string {
  const open = emulated ? 'urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=60)' : 'urllib.request.urlopen(address, timeout=60)';
  return `def read_example(key):
    """A file of JumpStart's public bucket, read without signing in."""
    address = f"{content_bucket}/{urllib.parse.quote(key)}"
    try:
        with ${open} as file:
            return file.read()
    except OSError as error:
        raise Stop(f"{address} could not be read ({error}). Use a file of your own in its place.") from None`;
}

export function queryCode(input: NotebookInput, example: Example): string {
  return `${componentCheck(input)}def query(body):
    """Asks the model once: the answer, parsed where it is JSON."""
    try:
        response = runtime.invoke_endpoint(
${invokeArguments(input, example)}            Body=body,
        )
        data = response["Body"].read()
    except (ClientError, BotoCoreError) as error:
        if "timed out" in str(error).lower():
            raise Stop(f"No answer within 60 s, SageMaker's limit: ask for less${example.streams === true ? ', or let the answer stream as below' : ''}. ({error})") from None
        raise explain(error) from None
    try:
        return json.loads(data)
    except ValueError:
        return data.decode() if response["ContentType"].startswith("text/") else data


answer = query(body)`;
}

/** The arguments that both ways of invoking share, one a line. */
function invokeArguments(input: NotebookInput, example: Example): string {
  return [
    'EndpointName=endpoint_name',
    ...(input.inferenceComponentName === undefined ? [] : ['InferenceComponentName=inference_component_name']),
    'ContentType=content_type',
    ...(example.accept === undefined ? [] : ['Accept=accept']),
    ...(example.customAttributes === undefined ? [] : ['CustomAttributes=custom_attributes']),
  ].map((argument) => `            ${argument},\n`).join('');
}

function componentCheck(input: NotebookInput): string {
  if (input.inferenceComponentName === undefined) return '';
  return `if "InferenceComponentName" not in runtime.meta.service_model.operation_model("InvokeEndpoint").input_shape.members:
    raise Stop(
        f"boto3 {boto3.__version__} is too old for inference components. "
        "Run  %pip install -U boto3  in a cell of its own, restart the kernel and start again."
    )


`;
}

export function streamCode(input: NotebookInput, example: Example): string {
  return `def piece(line):
    """The text in one line of the stream, which is JSON, or an event with JSON in it."""
    line = line.strip()
    if line.startswith(b"data:"):
        line = line[len(b"data:"):].strip()
    if not line.startswith(b"{"):
        return ""  # an empty line, or the [DONE] at the end
    part = json.loads(line)
    if part.get("error"):
        raise Stop(f"The model stopped: {part['error']}")
    if jmespath.search("token.special", part):
        return ""
    return jmespath.search("choices[0].delta.content || choices[0].text || token.text || outputs[0]", part) or ""


def stream(payload):
    """The model's text, piece by piece, while it is written."""
    try:
        response = runtime.invoke_endpoint_with_response_stream(
${invokeArguments(input, { ...example, accept: undefined })}            Body=json.dumps({**payload, "stream": True}),
        )
        rest = b""
        for event in response["Body"]:
            # An event can end in the middle of a line.
            *lines, rest = (rest + event["PayloadPart"]["Bytes"]).split(b"\\n")
            for line in lines:
                yield piece(line)
        yield piece(rest)
    except (ClientError, BotoCoreError) as error:
        raise explain(error) from None


if not hasattr(runtime, "invoke_endpoint_with_response_stream"):
    print(
        f"boto3 {boto3.__version__} is too old to stream: it cannot read an answer in pieces. "
        "Run  %pip install -U boto3  in a cell of its own, restart the kernel and start again."
    )
else:
    written = ""
    for text in stream(payload):
        written += text
        print(text, end="", flush=True)
    if not written:
        print("The model streamed no text. A reasoning model may have used up its tokens: raise their number in payload.")`;
}

export const CLEAN_UP_TEXT = `## Clean up

An endpoint costs money until it is deleted. The cell below does nothing until \`delete_now\` is \`True\`; then it deletes the endpoint, its configuration and its model.`;

export function cleanUpCode(input: NotebookInput): string {
  const component = input.inferenceComponentName !== undefined;
  return `delete_now = False


${component ? COMPONENT_CLEAN_UP : ''}def delete_endpoint():
    """Deletes endpoint, endpoint configuration and models, whose names AWS tells."""
    endpoint = describe()
    if endpoint is None:
        print(f"The endpoint {endpoint_name} is gone already. There is nothing to delete.")
        return
    config_name = endpoint["EndpointConfigName"]
    config = sagemaker.describe_endpoint_config(EndpointConfigName=config_name)
    variants = config["ProductionVariants"] + config.get("ShadowProductionVariants", [])
    model_names = {variant["ModelName"] for variant in variants if "ModelName" in variant}
${component ? '    if not delete_component(model_names):\n        return\n' : ''}    sagemaker.delete_endpoint(EndpointName=endpoint_name)
    print(f"Deleting {endpoint_name} …")
    sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=endpoint_name, WaiterConfig={"Delay": ${input.emulated ? 2 : 10}, "MaxAttempts": 180}
    )
    sagemaker.delete_endpoint_config(EndpointConfigName=config_name)
    for model_name in model_names:
        sagemaker.delete_model(ModelName=model_name)
    print("The endpoint, its configuration and its model are deleted. It costs nothing from now on.")


if delete_now:
    try:
        delete_endpoint()
    except (ClientError, BotoCoreError) as error:
        raise explain(error) from None
else:
    print(f"Nothing was deleted: {endpoint_name} is still there${input.emulated ? '' : ' and is billed'}. To delete it, set delete_now to True and run this cell again.")`;
}

const COMPONENT_CLEAN_UP = `def delete_component(model_names):
    """Deletes the inference component; True where it was the endpoint's last one."""
    on_endpoint = {"EndpointNameEquals": endpoint_name}
    names = {c["InferenceComponentName"] for c in sagemaker.list_inference_components(**on_endpoint)["InferenceComponents"]}
    if inference_component_name in names:
        component = sagemaker.describe_inference_component(InferenceComponentName=inference_component_name)
        model_name = component["Specification"].get("ModelName")
        if model_name:
            model_names.add(model_name)
        sagemaker.delete_inference_component(InferenceComponentName=inference_component_name)
        print(f"Deleting {inference_component_name} …")
    others = names - {inference_component_name}
    if others:
        print(f"{endpoint_name} stays and goes on costing: it also runs {', '.join(sorted(others))}.")
        return False
    while sagemaker.list_inference_components(**on_endpoint)["InferenceComponents"]:
        time.sleep(5)
    return True


`;
