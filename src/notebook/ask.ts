import type { NotebookInput } from './input.js';
import type { Example } from './request.js';

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
        if isinstance(error, ReadTimeoutError) or "timed out" in str(error).lower():
            raise Stop(f"No answer within 60 s, SageMaker's limit: ask for less${example.streams === true ? ', or let the answer stream as below' : ''}. ({error})") from None
        raise explain(error) from None
    try:
        return json.loads(data)
    except ValueError:
        return data.decode(errors="replace") if response.get("ContentType", "").startswith("text/") else data


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
  return `from urllib3.exceptions import HTTPError  # comes with boto3


def piece(line):
    """The text in one line of the stream, which is JSON, or an event with JSON in it."""
    line = line.strip()
    if line.startswith(b"data:"):
        line = line[len(b"data:"):].strip()
    try:
        part = json.loads(line)
    except ValueError:
        return ""  # an empty line, or the [DONE] at the end
    if not isinstance(part, dict):
        return ""
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
    except HTTPError as error:
        raise Stop(f"The connection broke while the answer came: {error}. Run this cell again.") from None


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
