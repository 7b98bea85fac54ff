// A thread that serves one text at every path but that of the Marketplace manifest, and tells its port. At a path that begins with
// /N-mbit it sends at most N megabits a second. Plain Node: threads do not inherit what compiles TypeScript.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const body = Buffer.from(workerData);
const slice = 256 * 1024;

async function send(response, megabits) {
  const start = performance.now();
  for (let at = 0; at < body.length; at += slice) {
    response.write(body.subarray(at, at + slice));
    const due = ((at + slice) * 8) / (megabits * 1000);
    const early = start + due - performance.now();
    if (early > 1) await setTimeout(early);
  }
  response.end();
}

const server = createServer((request, response) => {
  if (request.url.includes('proprietary')) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, etag: '"one"' });
  const megabits = /^\/(\d+)-mbit/.exec(request.url)?.[1];
  if (megabits === undefined) response.end(body);
  else void send(response, Number(megabits));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
