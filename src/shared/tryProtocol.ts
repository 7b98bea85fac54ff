/** What crosses between host and the tab that tries an endpoint. Requests are answered, events carry the whole of what they name, no secret crosses. */
import type { Path } from './paths.js';
import type { ServiceErrorKind } from './serviceError.js';

export interface TryRequests {
  /** The page's script listens. Answered by a `state` event. */
  ready(params: Record<string, never>): null;
  /** What becomes of it is told by `run` events. */
  send(params: TrySend): null;
  stop(params: Record<string, never>): null;
  /** Asks the user for a file to be sent in place of the example's. */
  chooseFile(params: { example: number; token: string }): null;
  /** Back to the example's own file. */
  dropFile(params: { example: number; token: string }): null;
  /** An earlier request, to be sent again; null where its body was too large to be kept. */
  recall(params: { id: string }): TrySend | null;
  /** The answer as it came, as far as it can be shown. */
  raw(params: Record<string, never>): { readonly text: string; readonly cut: boolean };
  save(params: { image: number }): null;
  run(params: { action: TryAction }): null;
  copy(params: { text: string }): null;
  /** Everything anew, after a problem. */
  reload(params: Record<string, never>): null;
}

export interface TryEvents {
  state: TryState;
  run: RunView | null;
}

export const TRY_ACTIONS = ['signIn', 'showContainerLog', 'showCode', 'openNotebook'] as const;
export type TryAction = (typeof TRY_ACTIONS)[number];

/** A request as the page has it. */
export interface TrySend {
  /** Which of the examples it was made from. */
  readonly example: number;
  /** JSON or text; of no matter where the whole body is a file. */
  readonly body: string;
  readonly stream: boolean;
}

export interface TryState {
  readonly name: string;
  readonly region: string;
  readonly emulated: boolean;
  readonly model: string | null;
  readonly status: 'loading' | 'ready' | 'failed';
  /** Why there are no examples, or none of the model's own. */
  readonly problem: string | null;
  /** SageMaker's limit for a body, in bytes. */
  readonly largest: number;
  readonly examples: readonly ExampleView[];
  readonly run: RunView | null;
  /** The newest first. */
  readonly history: readonly HistoryView[];
}

export interface ExampleView {
  readonly name: string;
  readonly contentType: string;
  readonly accept: string | null;
  readonly kind: 'json' | 'text' | 'file';
  readonly body: string;
  readonly promptPath: Path | null;
  readonly streams: boolean;
  readonly files: readonly FileView[];
}

export interface FileView {
  readonly token: string;
  readonly media: 'image' | 'audio' | 'any';
  /** Of the file that was chosen; null for the example's own. */
  readonly chosen: { readonly name: string; readonly size: number } | null;
  /** What is sent where none was chosen: "the model's example", "a picture that is drawn". */
  readonly own: string;
  /** Why the file that was chosen last could not be taken. */
  readonly problem: string | null;
}

export interface RunView {
  readonly id: number;
  readonly status: 'sending' | 'done' | 'stopped' | 'failed';
  readonly streaming: boolean;
  /** It takes so long that SageMaker's limit of 60 s draws near. */
  readonly slow: boolean;
  /** What was streamed up to now. */
  readonly text: string;
  /** What a reasoning model thinks before it answers. */
  readonly thought: string;
  readonly answer: AnswerView | null;
  readonly error: RunError | null;
  /** Milliseconds. */
  readonly latencyMs: number | null;
  readonly firstMs: number | null;
  readonly size: number | null;
  readonly contentType: string | null;
  readonly variant: string | null;
}

export interface RunError {
  readonly kind: ServiceErrorKind;
  readonly message: string;
  /** The container's own words. */
  readonly container: { readonly status: number; readonly message: string } | null;
}

export interface HistoryView {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  readonly title: string;
  readonly outcome: string;
  readonly failed: boolean;
  /** False where the body was too large to be kept. */
  readonly kept: boolean;
}

/** A picture by its file, or by its pixels. */
export interface PictureData {
  readonly base64: string;
  /** Set where the bytes are red, green and blue of each pixel, and no file. */
  readonly pixels?: { readonly width: number; readonly height: number };
}

export interface Box {
  readonly label: string;
  readonly score: number | null;
  /** Left, top, right, bottom. */
  readonly corners: readonly [number, number, number, number];
}

export type AnswerView =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'classes'; readonly predicted: string | null; readonly groups: readonly (readonly { readonly label: string; readonly score: number }[])[] }
  | { readonly kind: 'embedding'; readonly vectors: readonly { readonly dimensions: number; readonly first: readonly number[]; readonly length: number }[]; readonly similarity: number | null }
  | { readonly kind: 'boxes'; readonly boxes: readonly Box[]; /** Corners are shares of the picture's sides, not pixels. */ readonly shares: boolean; readonly picture: PictureData | null }
  | { readonly kind: 'segments'; readonly width: number; readonly height: number; /** One byte a pixel: its class. */ readonly classes: string; readonly shares: readonly { readonly label: string; readonly index: number; readonly share: number }[]; readonly picture: PictureData | null }
  | { readonly kind: 'images'; readonly images: readonly PictureData[] }
  | { readonly kind: 'records'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'forecast'; readonly items: readonly ForecastItem[] }
  | { readonly kind: 'raw'; readonly text: string; readonly cut: boolean };

export interface ForecastItem {
  readonly name: string;
  readonly past: readonly number[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
}
