import type { DeploymentForm } from '../shared/form.js';
import { t } from '../shared/l10n.js';

/** One line of a container's log. */
export interface LogLine {
  /** ISO. */
  readonly at: string;
  /** `AllTraffic/i-0abc…`: production variant and instance. */
  readonly stream: string;
  readonly text: string;
}

/** What the deployment that failed had asked for, as far as it is known. */
export interface Asked {
  readonly instanceType?: string | undefined;
  /** Of the container, as it was sent. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Seconds; undefined where SageMaker's own limit held. */
  readonly startupTimeoutS?: number | undefined;
}

export type LogCause =
  | 'gpuMemory' | 'memory' | 'kvCache' | 'driver' | 'gpuTooOld' | 'parallelism' | 'disk' | 'sharedMemory' | 'missingModule' | 'missingFile' | 'unsupportedModel' | 'badSetting'
  | 'noNetwork' | 'gatedSource' | 'slowStart' | 'exception';

export interface LogFinding {
  readonly kind: LogCause;
  /** A sentence. */
  readonly cause: string;
  /** The line that shows it. */
  readonly line: LogLine;
  readonly certain: boolean;
  readonly advice: string;
  /** True where a larger or newer instance type would help. */
  readonly otherType: boolean;
  /** The one change of the form that would help, where it is known. */
  readonly change?: { readonly label: string; readonly change: Partial<DeploymentForm> };
}

type Told = Pick<LogFinding, 'cause' | 'advice'> & Partial<Pick<LogFinding, 'otherType' | 'change' | 'certain'>>;

interface Signature {
  readonly kind: LogCause;
  readonly pattern: RegExp;
  readonly tell: (match: RegExpExecArray, asked: Asked) => Told;
}

/** SageMaker's own limit of both timeouts, in seconds. */
const LONGEST_START_S = 3600;

/** Characters of a line; a longer one is no message but somebody's data. */
const READ = 4000;

/** The variable that bounds the context, by the server that reads it: vLLM, LMI, TGI. */
const CONTEXT_VARIABLES = ['SM_VLLM_MAX_MODEL_LEN', 'OPTION_MAX_MODEL_LEN', 'MAX_TOTAL_TOKENS'];

/** What says more comes first: a process that was killed for its memory also leaves a broken pipe and a failed worker behind. */
const SIGNATURES: readonly Signature[] = [
  { kind: 'kvCache', pattern: /max(?:imum)? (?:model|seq(?:uence)?) len(?:gth)?\D{0,5}(\d+)\)? is larger than the maximum number of tokens that can be stored in (?:the )?KV cache \(?(\d+)/i, tell: kvCache },
  { kind: 'kvCache', pattern: /No available memory for the cache blocks|KV cache is needed, which is larger than the available KV cache memory/i, tell: (_, asked) => kvCache(undefined, asked) },
  { kind: 'gpuMemory', pattern: /CUDA out of memory|OutOfMemoryError: CUDA|CUDA error: out of memory|cuda runtime error.*out of memory|HIP out of memory|NRT_RESOURCE|nrt_tensor_allocate.*fail|RESOURCE_EXHAUSTED: (?:Out of memory|OOM)|Not enough memory to handle \d+ prefill tokens/i, tell: gpuMemory },
  { kind: 'gpuTooOld', pattern: /Bfloat16 is only supported on GPUs with compute capability|no kernel image is available for execution on the device|(?:requires|only supports?|supported on) (?:Ampere|Hopper|GPUs? with compute capability)[^.]*|FlashAttention only supports Ampere/i, tell: () => ({ cause: t('The model needs a newer generation of GPUs than this instance type has.'), advice: t('Choose a type with newer GPUs (G5, G6 or P5 rather than P3 or G4dn).'), otherType: true }) },
  { kind: 'driver', pattern: /CUDA driver version is insufficient|The NVIDIA driver on your system is too old|forward compatibility was attempted on non supported HW|nvidia-container-cli: requirement error|unsatisfied condition: cuda/i, tell: () => ({ cause: t('The container needs a newer GPU driver than the instance has.'), advice: t('Choose an inference AMI with a newer driver under Advanced, or another instance type.'), otherType: true }) },
  { kind: 'driver', pattern: /Found no NVIDIA driver|No CUDA GPUs are available|CUDA is not available.*(?:required|needed)|Failed to infer device type/i, tell: () => ({ cause: t('The container is made for GPUs, and this instance type has none that it can use.'), advice: t('Choose an instance type with GPUs.'), otherType: true }) },
  { kind: 'parallelism', pattern: /must be divisible by tensor parallel size|tensor[_ ]parallel[_ ](?:size|degree)\D*(\d+)\D*(?:larger|greater|more) than.*(?:GPUs?|devices?)|world size \(?\d+\)? is larger than the number of available GPUs|`?num_shard`?.*(?:GPUs?|available)|invalid device ordinal/i, tell: () => ({ cause: t('The model is set to be split over a number of accelerators that does not fit this instance type.'), advice: t('Choose a type with as many accelerators as the config is made for, or change the variable that sets the split (such as OPTION_TENSOR_PARALLEL_DEGREE or SM_NUM_GPUS).'), otherType: true }) },
  { kind: 'disk', pattern: /No space left on device|\bENOSPC\b|Disk quota exceeded/i, tell: () => ({ cause: t('The instance\'s disk is full.'), advice: t('Give it a larger storage volume under Advanced, or choose a type with more local storage.'), otherType: true }) },
  { kind: 'sharedMemory', pattern: /insufficient shared memory \(shm\)|Bus error|unable to (?:open|allocate) shared memory|shm_open.*failed/i, tell: () => ({ cause: t('The container ran out of shared memory.'), advice: t('Choose a type with more memory, or fewer workers.'), otherType: true }) },
  { kind: 'memory', pattern: /\bMemoryError\b|OOM ?Killed|Out of memory: Killed process|oom-kill|DefaultCPUAllocator: (?:can't|not enough) (?:allocate )?memory|std::bad_alloc|Cannot allocate memory|exit(?:ed with)? (?:code|status):? ?137|signal: 9|SIGKILL|\(-9\)|java\.lang\.OutOfMemoryError/i, tell: memory },
  { kind: 'gatedSource', pattern: /Cannot access gated repo|GatedRepoError|401 Client Error.*huggingface\.co|Access to model .* is restricted/i, tell: () => ({ cause: t('The container tried to fetch a gated model from Hugging Face and was not let in.'), advice: t('The files should come with the model: remove an override of HF_MODEL_ID, or choose another version.') }) },
  { kind: 'unsupportedModel', pattern: /Model architectures? \[.*\] (?:are|is) not supported|does not recognize this architecture|Unsupported model type|model type `?[\w-]+`? (?:is )?not supported|Unknown model type|KeyError: '(?:model_type|architectures)'/i, tell: () => ({ cause: t('The server in the container does not know this kind of model.'), advice: t('Choose another inference config or version of the model: its image has to be made for it.') }) },
  { kind: 'badSetting', pattern: /error: invalid value '([^']*)' for '([^']*)'|unrecognized arguments?: (.+)|invalid literal for int\(\) with base 10: '([^']*)'|ValidationError: \d+ validation errors? for (\S+)|(?:Invalid|Unknown) (?:option|parameter|argument|configuration)\b[:\s]+(\S+)/i, tell: badSetting },
  { kind: 'missingModule', pattern: /(?:ModuleNotFoundError|ImportError): (?:No module named '?([\w.]+)'?|cannot import name '?(\w+)'?|(.+))/, tell: ([, module, name, other]: (string | undefined)[]) => ({ cause: t('The container\'s code needs {0}, which its image does not have.', module ?? name ?? other ?? t('a module')), advice: t('Choose another version of the model, or take back overrides of its variables: image and code do not fit together.') }) },
  { kind: 'noNetwork', pattern: /(?:Max retries exceeded|Failed to establish a new connection|Temporary failure in name resolution|Name or service not known|ConnectTimeoutError|LocalEntryNotFoundError|couldn't connect to 'https:\/\/huggingface\.co'|offline mode is enabled)/i, tell: () => ({ cause: t('The container tried to reach the internet, and it runs isolated or in a VPC without a way there.'), advice: t('Its files should come with the model: take back overrides such as HF_MODEL_ID; where its spec allows it, switch network isolation off.'), certain: false }) },
  { kind: 'missingFile', pattern: /FileNotFoundError: (?:\[Errno 2\] No such file or directory: )?'?([^'\n]+?)'?$|does not appear to have a file named (\S+)|OSError: Error no file named (.+?)(?: found)?(?: in|$)|No such file or directory:? '?(\/opt\/ml\/[^\s']+)/im, tell: ([, ...names]: (string | undefined)[]) => ({ cause: t('The container looked for {0}, which is not among the model\'s files.', names.find((name) => name !== undefined)?.replace(/[.,]$/, '') ?? t('a file')), advice: t('Choose another version or config of the model, or take back overrides that name a path.') }) },
  { kind: 'exception', pattern: /^(?:\S+ )*?((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Failure)): (.{1,300})$/m, tell: ([, name, text]) => ({ cause: t('The container stopped with {0}: {1}.', name ?? t('an error'), (text ?? '').replace(/[.\s]+$/, '')), advice: t('Read the lines before it in the log; another version or config of the model may not have the fault.'), certain: false }) },
];

/**
 * Why a container did not come up, from the last lines of its log. A crash loop says the same thing again and again: of one kind, the
 * last line counts.
 * @param lines oldest first
 */
export function findInLog(lines: readonly LogLine[], asked: Asked = {}): LogFinding | undefined {
  for (const { kind, pattern, tell } of SIGNATURES) {
    const line = lines.findLast(({ text }) => pattern.test(text.slice(0, READ)));
    const match = line && pattern.exec(line.text.slice(0, READ));
    if (line && match) return { kind, line, certain: true, otherType: false, ...tell(match, asked) };
  }
  return slowStart(lines, asked);
}

function kvCache(match: RegExpExecArray | undefined, { environment = {} }: Asked): Told {
  const [, wanted, room] = match ?? [];
  const variable = CONTEXT_VARIABLES.find((name) => Object.hasOwn(environment, name));
  return {
    cause: wanted === undefined || room === undefined ? t('The accelerator\'s memory does not hold the cache for the model\'s context length.')
      : t('The accelerator\'s memory does not hold the cache for the model\'s context length: the model asks for {0} tokens, and {1} fit.', wanted, room),
    advice: t('Choose a type with more accelerator memory, or a shorter context ({0}).', variable ?? CONTEXT_VARIABLES.join(', ')), otherType: true,
    ...(room === undefined || variable === undefined ? {} : { change: { label: t('Retry with {0}={1}', variable, room), change: { environment: { [variable]: room } } } }),
  };
}

function gpuMemory([text]: RegExpExecArray, { instanceType }: Asked): Told {
  const loaded = /prefill/i.test(text);
  const cause = instanceType === undefined
    ? loaded ? t('The container ran out of accelerator memory while warming up.') : t('The container ran out of accelerator memory while loading the model.')
    : loaded ? t('The container ran out of accelerator memory while warming up on {0}.', instanceType) : t('The container ran out of accelerator memory while loading the model on {0}.', instanceType);
  return { cause, advice: t('Choose a type with more accelerator memory, or a shorter context.'), otherType: true };
}

function memory([text]: RegExpExecArray, { instanceType }: Asked): Told {
  const killed = /137|signal: 9|SIGKILL|\(-9\)/i.test(text);
  return {
    cause: killed ? t('The container\'s process was killed, mostly because the instance ran out of memory.')
      : instanceType === undefined ? t('The container ran out of memory.') : t('The container ran out of memory on {0}.', instanceType),
    advice: t('Choose a type with more memory.'), otherType: true, certain: !killed,
  };
}

function badSetting([text = '', ...parts]: (string | undefined)[]): Told {
  const what = parts.find((part) => part !== undefined && part !== '');
  const cause = what === undefined ? t('The server in the container did not accept one of its settings.')
    : t('The server in the container did not accept one of its settings ({0}).', what.slice(0, 120).replace(/[.\s]+$/, ''));
  return { cause, advice: t('Check the environment variables under Advanced: one of them has a value that this image does not take.'), certain: !/^(?:invalid literal|ValidationError|Invalid|Unknown)/i.test(text) };
}

/** Nothing went wrong in the log, it only had not come to its end. */
function slowStart(lines: readonly LogLine[], { startupTimeoutS }: Asked): LogFinding | undefined {
  const line = lines.findLast(({ text }) => text.trim() !== '');
  if (!line || !/load|download|shard|compil|warm|captur|safetensors|checkpoint|%\|/i.test(line.text) || /\berror\b|exception|traceback|failed/i.test(line.text)) return undefined;
  const room = startupTimeoutS === undefined || startupTimeoutS < LONGEST_START_S;
  return {
    kind: 'slowStart', line, certain: false, otherType: !room,
    cause: startupTimeoutS === undefined ? t('The container was still starting when its time was over.') : t('The container was still starting when its time of {0} s was over.', startupTimeoutS),
    advice: room ? t('Give it more time to start under Advanced (at most an hour).') : t('Choose a type with more memory, or a config that loads faster.'),
    ...(room ? { change: { label: t('Retry with an hour to start'), change: { startupTimeoutS: LONGEST_START_S } } } : {}),
  };
}
