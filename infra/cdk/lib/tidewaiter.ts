import * as path from 'node:path';

import { Stack, aws_dynamodb as dynamodb, aws_events as events, aws_lambda as lambda } from 'aws-cdk-lib';
import { aws_s3 as s3, aws_s3_assets as assets, aws_sam as sam, aws_sns as sns, aws_sqs as sqs } from 'aws-cdk-lib';
import * as include from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';

import { TidewaiterParameters, checked } from './parameters';

const INFRA = path.resolve(__dirname, '..', '..', '..');

/** What to deploy, and how. */
export interface TidewaiterProps extends TidewaiterParameters {
  /** Where the functions' packages are, as `make build` makes them: `ingress/bootstrap.zip` and so on. */
  readonly packages?: string;
  /** The template. By default the repository's own. */
  readonly templateFile?: string;
}

/**
 * Tidewaiter: signed webhooks in, one recorded classification per product and version out.
 *
 * The very template that `sam deploy` takes, its code as assets. Its names begin with the stack's, so there is one to a
 * stack.
 */
export class Tidewaiter extends Construct {
  /** The template, for whatever is not below. */
  public readonly template: include.CfnInclude;
  /** Senders post to this, followed by `/webhook/v1/` and the name of the source. */
  public readonly apiUrl: string;
  /** Where events wait. */
  public readonly queue: sqs.IQueue;
  /** Where events end that could not be handled. */
  public readonly deadLetterQueue: sqs.IQueue;
  /** Where bodies wait that are too long for the queue. */
  public readonly bodiesBucket: s3.IBucket;
  /** Who works on an event, and what became of it. */
  public readonly ledgerTable: dynamodb.ITable;
  /** The answers, one row per item and version, with their stream. */
  public readonly classificationsTable: dynamodb.ITable;
  /** Where recorded classifications are events: put a rule on it. */
  public readonly eventBus: events.IEventBus;
  /** Where alarms go: subscribe whoever is on duty. */
  public readonly alarmTopic: sns.ITopic;
  /** The door. */
  public readonly ingress: lambda.IFunction;
  /** The worker. */
  public readonly consumer: lambda.IFunction;
  /** What sends waiting events to the queue. */
  public readonly dispatcher: lambda.IFunction;
  /** What polls the feeds. */
  public readonly reconcile: lambda.IFunction;
  /** What tells the bus. */
  public readonly publish: lambda.IFunction;

  public constructor(scope: Construct, id: string, props: TidewaiterProps = {}) {
    super(scope, id);
    const {
      packages = path.join(INFRA, '..', 'target', 'lambda'),
      templateFile = path.join(INFRA, 'template.yaml'),
      ...given
    } = props;
    const parameters = checked(templateFile, given);
    this.template = new include.CfnInclude(this, 'Template', { templateFile, parameters });
    this.ingress = this.functionFrom('Ingress', packages);
    this.consumer = this.functionFrom('Consumer', packages);
    this.dispatcher = this.functionFrom('Dispatcher', packages);
    this.reconcile = this.functionFrom('Reconcile', packages);
    this.publish = this.functionFrom('Publish', packages);

    this.apiUrl = this.resource('Api').getAtt('ApiEndpoint').toString();
    this.queue = sqs.Queue.fromQueueArn(this, 'Queue', this.arnOf('Queue'));
    this.deadLetterQueue = sqs.Queue.fromQueueArn(this, 'DeadLetterQueue', this.arnOf('DeadLetterQueue'));
    this.bodiesBucket = s3.Bucket.fromBucketName(
      this,
      'BodiesBucket',
      given.existingBodiesBucket || this.resource('BodiesBucket').ref,
    );
    this.ledgerTable = dynamodb.Table.fromTableName(
      this,
      'Ledger',
      given.existingLedgerTable || this.resource('LedgerTable').ref,
    );
    this.classificationsTable = this.classifications(given);
    this.eventBus = events.EventBus.fromEventBusArn(this, 'EventBus', this.arnOf('EventBus'));
    this.alarmTopic = sns.Topic.fromTopicArn(this, 'AlarmTopic', this.resource('AlarmTopic').ref);
  }

  /** The table with its stream: the stack's own, or the one that it goes on with. */
  private classifications(given: TidewaiterParameters): dynamodb.ITable {
    const { existingClassificationsTable: tableName, existingClassificationsStream: label } = given;
    if (!tableName) {
      return dynamodb.Table.fromTableAttributes(this, 'Classifications', {
        tableArn: this.arnOf('ClassificationsTable'),
        tableStreamArn: this.resource('ClassificationsTable').getAtt('StreamArn').toString(),
      });
    }
    const tableArn = Stack.of(this).formatArn({ service: 'dynamodb', resource: 'table', resourceName: tableName });
    return dynamodb.Table.fromTableAttributes(this, 'Classifications', {
      tableArn,
      tableStreamArn: `${tableArn}/stream/${label}`,
    });
  }

  /** A function of the template, its package an asset in place of the template's path. */
  private functionFrom(name: string, packages: string): lambda.IFunction {
    const resource = this.resource(`${name}Function`) as sam.CfnFunction;
    const zip = path.join(packages, name.toLowerCase(), 'bootstrap.zip');
    const asset = new assets.Asset(this, `${name}Package`, { path: zip });
    resource.codeUri = { bucket: asset.s3BucketName, key: asset.s3ObjectKey };
    return lambda.Function.fromFunctionName(this, name, resource.ref);
  }

  private resource(name: string) {
    return this.template.getResource(name);
  }

  private arnOf(name: string): string {
    return this.resource(name).getAtt('Arn').toString();
  }
}
