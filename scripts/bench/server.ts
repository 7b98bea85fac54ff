import { Worker } from 'node:worker_threads';

export interface TextServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the text on loopback, from a thread of its own, so that serving does not slow down what is measured. */
export async function serveText(text: string): Promise<TextServer> {
  const worker = new Worker(new URL('./textServer.mjs', import.meta.url), { workerData: text, execArgv: [] });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return { url: `http://127.0.0.1:${port}`, stop: async () => { await worker.terminate(); } };
}
