// A thread that serves one text at every path but that of the Marketplace manifest, and tells its port. Plain Node: threads do not
// inherit what compiles TypeScript.
import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

const body = Buffer.from(workerData);
const server = createServer((request, response) => {
  if (request.url.includes('proprietary')) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, etag: '"one"' }).end(body);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
