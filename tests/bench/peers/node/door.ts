// The door: a signed delivery (Standard Webhooks) goes into the queue, and is answered with 202.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

const TOLERANCE_SECONDS = 300;

const logger = new Logger({ serviceName: 'door' });
const sqs = new SQSClient({});

// Verifies first, parses then, and sends.
export const handler = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
  const source = event.pathParameters?.source ?? '';
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8').toString();
  const id = event.headers['webhook-id'] ?? '';
  if (!(await isVerified(source, event.headers, body))) {
    return answer(401, { error: 'wrong signature, or too old or too new' });
  }
  try {
    JSON.parse(body);
  } catch {
    return answer(400, { error: 'not JSON' });
  }
  const message = JSON.stringify({ source, id, body });
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody: message }));
  logger.info('accepted', { source, event_id: id });
  return answer(202, { event_id: id });
};

// Whether the signature is right and the time is near.
const isVerified = async (source: string, headers: APIGatewayProxyEventV2['headers'], body: string) => {
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^\d+$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) {
    return false;
  }
  const secret = await getSecret(`tidewaiter/${source}`, { maxAge: 300 });
  const key = Buffer.from(String(secret).replace(/^whsec_/, ''), 'base64');
  const digest = createHmac('sha256', key).update(`${headers['webhook-id']}.${timestamp}.${body}`).digest('base64');
  const expected = Buffer.from(`v1,${digest}`);
  return (headers['webhook-signature'] ?? '')
    .split(' ')
    .map((given) => Buffer.from(given))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
};

const answer = (statusCode: number, body: object): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
