// The consumer: each event once, one call of the API for each of its items, the answers into a table.

import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

interface Item {
  item_id: string;
}

interface Event {
  source: string;
  id: string;
  body: string;
}

interface Answer {
  status: string;
  hts_code?: string | null;
}

const RETENTION_SECONDS = 45 * 24 * 3600;

const logger = new Logger({ serviceName: 'consumer' });
const processor = new BatchProcessor(EventType.SQS);
const config = new IdempotencyConfig({ eventKeyJmesPath: '[source, id]', expiresAfterSeconds: RETENTION_SECONDS });
const client = new DynamoDBClient({});
const persistenceStore = new DynamoDBPersistenceLayer({
  tableName: process.env.IDEMPOTENCY_TABLE ?? '',
  awsSdkV3Client: client,
});
const documents = DynamoDBDocumentClient.from(client);

// Asks for each item, and records what is answered.
const classify = makeIdempotent(
  async (event: Event): Promise<void> => {
    const body = JSON.parse(event.body);
    for (const item of body.data.items) {
      await record(event, item, body.timestamp, await ask(item));
    }
    logger.info('recorded', { event_id: event.id });
  },
  { persistenceStore, config },
);

// One call of the API.
const ask = async (item: Item): Promise<Answer> => {
  const response = await fetch(`${process.env.CLASSIFIER_URL}/openapi/v1/tariff`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': await apiKey() },
    body: JSON.stringify(item),
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) {
    throw new Error(`the API answered ${response.status}`);
  }
  return (await response.json()) as Answer;
};

const apiKey = async (): Promise<string> => String(await getSecret('tidewaiter/classifier', { maxAge: 300 }));

// One row for each version of an item.
const record = async (event: Event, item: Item, version: string, answer: Answer): Promise<void> => {
  const row = {
    item: item.item_id,
    state: version,
    event_id: event.id,
    hts_code: answer.hts_code ?? '',
    status: answer.status,
    answer: JSON.stringify(answer),
  };
  await documents.send(new PutCommand({ TableName: process.env.CLASSIFICATIONS_TABLE, Item: row }));
};

const handle = async (record: SQSRecord): Promise<void> => {
  await classify(JSON.parse(record.body));
};

export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  config.registerLambdaContext(context);
  return processPartialResponse(event, handle, processor, { context });
};
