import { CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';

/**
 * The template's parameters, each under its own name with a small first letter. What each means, and its default, is
 * said there.
 */
export interface TidewaiterParameters {
  readonly architecture?: 'arm64' | 'x86_64';
  readonly logLevel?: 'error' | 'warn' | 'info' | 'debug';
  readonly classifierUrl?: string;
  readonly objectsUrl?: string;
  readonly feedsUrl?: string;
  readonly secretsPrefix?: string;
  readonly secretsKeyArn?: string;
  readonly canary?: string;
  readonly throttlingRate?: number;
  readonly throttlingBurst?: number;
  readonly ingressConcurrency?: number;
  readonly consumerConcurrency?: number;
  readonly consumerBatchSize?: number;
  readonly consumerBatchingWindow?: number;
  readonly domainName?: string;
  readonly domainCertificateArn?: string;
  readonly domainTruststore?: string;
  readonly defaultEndpoint?: 'open' | 'closed';
  readonly deletionProtection?: boolean;
  readonly bodiesRetentionDays?: number;
  readonly logRetentionDays?: number;
  readonly archiveDays?: number;
  readonly existingLedgerTable?: string;
  readonly existingClassificationsTable?: string;
  readonly existingClassificationsStream?: string;
  readonly existingBodiesBucket?: string;
  readonly pagerEmail?: string;
  readonly runbookUrl?: string;
  readonly eventBusAccounts?: string[];
  readonly heartbeatMinutes?: number;
  readonly deadLettersPage?: number;
  readonly deadLettersUrgent?: number;
  readonly deadLettersGrowth?: number;
  readonly oldestPendingSeconds?: number;
  readonly doorUnavailableCount?: number;
  readonly gatewayThrottledCount?: number;
  readonly signatureFailureCount?: number;
  readonly signaturesBySource?: boolean;
  readonly retryShare?: number;
  readonly apiThrottledCount?: number;
  readonly pricePerCall?: number;
  readonly pricePerItem?: number;
}

type Value = string | number | boolean | string[];

/**
 * The parameters by the template's names, checked against the template's own limits.
 *
 * They take the parameters' place in the synthesised template, so nothing would look at those limits any more; and as
 * parameters with new defaults, `cdk deploy` would keep the values of the deployment before.
 *
 * @throws naming every parameter that is not in the template, or outside its limits.
 */
export function checked(templateFile: string, given: TidewaiterParameters): Record<string, Value> {
  const template = new CfnInclude(new Stack(), 'Limits', { templateFile });
  const values = Object.entries(given as Record<string, Value | undefined>)
    .filter((entry): entry is [string, Value] => entry[1] !== undefined)
    .map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value] as const);
  const problems = values.flatMap(([name, value]) => problemsOf(template, name, value));
  if (problems.length > 0) {
    throw new Error(`Tidewaiter's parameters:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
  }
  return Object.fromEntries(values.map(([name, value]) => [name, typeof value === 'boolean' ? `${value}` : value]));
}

function problemsOf(template: CfnInclude, name: string, value: Value): string[] {
  let parameter: CfnParameter;
  try {
    parameter = template.getParameter(name);
  } catch {
    return [`${name}: there is no such parameter`];
  }
  return (Array.isArray(value) ? value : [value]).flatMap((one) => problemOf(parameter, name, one) ?? []);
}

function problemOf(parameter: CfnParameter, name: string, value: Value): string | undefined {
  const { allowedValues, allowedPattern, minValue, maxValue, constraintDescription } = parameter;
  if (allowedValues && !allowedValues.map(String).includes(String(value))) {
    return `${name}: one of ${allowedValues.join(', ')}, not ${value}`;
  }
  if (allowedPattern && !new RegExp(allowedPattern).test(String(value))) {
    return `${name}: ${constraintDescription ?? allowedPattern}, not ${value}`;
  }
  if (typeof value === 'number' && (value < (minValue ?? -Infinity) || value > (maxValue ?? Infinity))) {
    return `${name}: from ${minValue ?? 'any'} to ${maxValue ?? 'any'}, not ${value}`;
  }
  return undefined;
}
