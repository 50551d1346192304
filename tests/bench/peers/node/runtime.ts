// What Lambda's own runtime does in one environment: asks for an invocation, and posts what the handler returns.
//
// AWS's client (`aws-lambda-ric`) is a native module that wants cmake and a newer Node.js; this takes its place.

import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

const [module = '', name = ''] = (process.env._HANDLER ?? '').split('.');
const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

const call = (method: string, path: string, body = ''): Promise<{ headers: IncomingHttpHeaders; body: string }> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const sent = request(
      { host, port, method, path: `/2018-06-01/runtime/${path}`, agent, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

const context = (headers: IncomingHttpHeaders) => ({
  awsRequestId: String(headers['lambda-runtime-aws-request-id']),
  invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
});

const { [name]: handler } = await import(new URL(`${module}.mjs`, import.meta.url).href);
for (;;) {
  const invocation = await call('GET', 'invocation/next');
  const about = context(invocation.headers);
  try {
    const answer = await handler(JSON.parse(invocation.body), about);
    await call('POST', `invocation/${about.awsRequestId}/response`, JSON.stringify(answer));
  } catch (error) {
    const { name: errorType, message: errorMessage } = error as Error;
    await call('POST', `invocation/${about.awsRequestId}/error`, JSON.stringify({ errorType, errorMessage }));
  }
}
