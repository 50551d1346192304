import { App, Stack, aws_events as events, aws_events_targets as targets, aws_sqs as sqs } from 'aws-cdk-lib';

import { Tidewaiter, TidewaiterProps } from '../lib';

/**
 * Tidewaiter with a subscriber beside it: what is recorded for one tenant arrives in a queue.
 *
 * `cdk synth -c tidewaiter='{"pagerEmail": "duty@acme.example"}'`, or the same under `context` in `cdk.json`.
 */
const app = new App();
const stack = new Stack(app, app.node.tryGetContext('stack') ?? 'tidewaiter');
const tidewaiter = new Tidewaiter(stack, 'Tidewaiter', properties(app.node.tryGetContext('tidewaiter')));

const erp = new sqs.Queue(stack, 'Erp', { enforceSSL: true });
new events.Rule(stack, 'AcmeItems', {
  eventBus: tidewaiter.eventBus,
  eventPattern: { source: ['tidewaiter'], detailType: ['classification.recorded'], detail: { tenant: ['acme'] } },
  targets: [new targets.SqsQueue(erp)],
});

/** From the command line the context is a text, from `cdk.json` it is what it is. */
function properties(context: unknown): TidewaiterProps {
  return typeof context === 'string' ? JSON.parse(context) : (context ?? {});
}
