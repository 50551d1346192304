import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { test } from 'node:test';

import { App, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Template } from 'aws-cdk-lib/assertions';

import { Tidewaiter, TidewaiterProps } from '../lib';

const TEMPLATE = path.resolve(__dirname, '..', '..', '..', 'template.yaml');

/** Packages that hold nothing: what is in them is not looked at here. */
function packages(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'tidewaiter-'));
  for (const name of ['ingress', 'consumer', 'dispatcher', 'reconcile', 'publish']) {
    fs.mkdirSync(path.join(directory, name));
    fs.writeFileSync(path.join(directory, name, 'bootstrap.zip'), '');
  }
  return directory;
}

function synthesised(props: TidewaiterProps): { construct: Tidewaiter; template: Template } {
  const stack = new Stack(new App(), 'tidewaiter');
  const construct = new Tidewaiter(stack, 'Tidewaiter', { packages: packages(), ...props });
  return { construct, template: Template.fromStack(stack) };
}

function plain(): Record<string, { Type: string; Properties: Record<string, unknown> }> {
  const stack = new Stack(new App(), 'tidewaiter');
  new CfnInclude(stack, 'Template', { templateFile: TEMPLATE });
  return Template.fromStack(stack).toJSON().Resources;
}

test('the very template is included, but for where its code is', () => {
  const included = synthesised({}).template.toJSON();
  assert.equal(included.Transform, 'AWS::Serverless-2016-10-31');
  const without = (resources: ReturnType<typeof plain>) => {
    for (const resource of Object.values(resources)) {
      delete resource.Properties?.CodeUri;
    }
    return resources;
  };
  assert.deepEqual(without(included.Resources), without(plain()));
});

test('code is an asset of its own for each function', () => {
  const resources = synthesised({}).template.findResources('AWS::Serverless::Function');
  const places = Object.values(resources).map((resource) => resource.Properties.CodeUri);
  assert.equal(places.length, 5);
  for (const place of places) {
    assert.ok(place.Bucket && place.Key, JSON.stringify(place));
  }
});

test('parameters that are given take the place of the template\'s', () => {
  const { template } = synthesised({ throttlingRate: 7, deletionProtection: false, eventBusAccounts: ['123456789012'] });
  template.hasResourceProperties('AWS::ApiGatewayV2::Stage', { DefaultRouteSettings: { ThrottlingRateLimit: 7 } });
  template.allResourcesProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
  assert.equal(template.findParameters('ThrottlingRate').ThrottlingRate, undefined);
  assert.ok(template.findParameters('ThrottlingBurst').ThrottlingBurst, 'others stay parameters');
});

test('parameters outside the template\'s limits are refused, all at once', () => {
  const bad = { consumerConcurrency: 1, logRetentionDays: 8, secretsPrefix: 'no spaces', eventBusAccounts: ['12'] };
  assert.throws(() => synthesised(bad), (error: Error) => {
    for (const name of ['ConsumerConcurrency', 'LogRetentionDays', 'SecretsPrefix', 'EventBusAccounts']) {
      assert.match(error.message, new RegExp(`${name}: `));
    }
    return true;
  });
});

test('a parameter that the template does not have is refused by its name', () => {
  const bad = { colour: 'blue' } as TidewaiterProps;
  assert.throws(() => synthesised(bad), /Colour: there is no such parameter/);
});

test('queue, tables, bus and topic are the template\'s own', () => {
  const { construct } = synthesised({});
  const stack = Stack.of(construct);
  const resolved = (value: string) => JSON.stringify(stack.resolve(value));
  assert.match(resolved(construct.queue.queueArn), /"Queue"/);
  assert.match(resolved(construct.deadLetterQueue.queueArn), /"DeadLetterQueue"/);
  assert.match(resolved(construct.ledgerTable.tableName), /"LedgerTable"/);
  assert.match(resolved(construct.classificationsTable.tableStreamArn ?? ''), /"ClassificationsTable","StreamArn"/);
  assert.match(resolved(construct.eventBus.eventBusArn), /"EventBus"/);
  assert.match(resolved(construct.alarmTopic.topicArn), /"AlarmTopic"/);
});

test('tables and bucket that are there already take the place of the template\'s', () => {
  const { construct } = synthesised({
    existingLedgerTable: 'old-ledger',
    existingClassificationsTable: 'old-answers',
    existingClassificationsStream: '2026-11-26T10:00:00.000',
    existingBodiesBucket: 'old-bodies',
  });
  assert.equal(construct.ledgerTable.tableName, 'old-ledger');
  assert.equal(construct.bodiesBucket.bucketName, 'old-bodies');
  const stream = Stack.of(construct).resolve(construct.classificationsTable.tableStreamArn);
  assert.match(JSON.stringify(stream), /:table\/old-answers\/stream\/2026-11-26T10:00:00.000"/);
});
