// The deployed local stack, as its senders and operators reach it.
import {execFile, execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE_MS = 90_000;

/** Where everything is. */
export const file = JSON.parse(readFileSync(stackFile(), 'utf8'));

/** Tells this run's events from all others. */
export const tag = `web${process.pid}`;

function stackFile() {
  const path = process.env.TIDEWAITER_STACK;
  if (!path) {
    throw new Error('TIDEWAITER_STACK names a stack file: run these tests by `make test`');
  }
  return path;
}

function program() {
  const metadata = execFileSync('cargo', ['metadata', '--no-deps', '--format-version=1'], {cwd: ROOT, maxBuffer: 1 << 26});
  return join(JSON.parse(metadata).target_directory, 'debug', 'tidewaiter');
}

const TIDEWAITER = program();

/** The operator's command, answering in JSON. */
export async function ask(...line) {
  const {stdout} = await promisify(execFile)(TIDEWAITER, [...line, '--json'], {cwd: ROOT, maxBuffer: 1 << 26});
  return JSON.parse(stdout);
}

/** Posts an event with one item, as its sender would, under the item's own id. */
export async function post(item, type = 'product.created', version = '2026-03-01T12:00:00Z') {
  const body = {type, timestamp: version, data: {items: [{item_id: item, description: `Cotton T-shirt, ${item}`, country_of_origin: 'CN'}]}};
  const path = join(mkdtempSync(join(tmpdir(), 'tidewaiter-')), 'body.json');
  writeFileSync(path, JSON.stringify(body));
  const id = `${item}-${version}`;
  const answer = await ask('send', '--source', 'catalog', '--body', path, '--id', id);
  if (answer.status !== 202) {
    throw new Error(`not accepted: ${JSON.stringify(answer)}`);
  }
  return id;
}

/** Has the API refuse every item in whose description this text stands; none without one. */
export async function curse(text) {
  const rules = text ? [{status: 422, when_described: text}] : [];
  const put = await fetch(`${file.classifier_url}/_control`, {method: 'PUT', body: JSON.stringify({rules})});
  if (!put.ok) {
    throw new Error(`the stand-in: ${put.status}`);
  }
}

/** The answers on record for an item. */
export async function recorded(item) {
  return (await ask('results', 'show', '--tenant', 'acme', '--item', item)).results;
}

/** The audit rows with this reason: what, who, outcome. */
export async function audited(why) {
  const answer = await fetch(file.endpoint_url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.Scan',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${file.region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({TableName: file.ledger_table, ConsistentRead: true}),
  });
  const {Items: rows} = await answer.json();
  const texts = rows.map(row => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value.S])));
  return texts.filter(row => row.event.startsWith('audit:') && row.why === why);
}

/** Looks again and again until there is something. */
export async function eventually(what, look) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) {
      return found;
    }
    if (Date.now() > until) {
      throw new Error(`it did not come about in time: ${what}`);
    }
    await sleep(300);
  }
}

/** Starts the console, and says where it is and how to end it. */
export async function openConsole() {
  const child = spawn(TIDEWAITER, ['console', '--json'], {cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit']});
  const ended = new Promise(resolve => child.once('exit', resolve));
  let printed = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({destroyOnReturn: false})) {
    printed += chunk;
    if (printed.trimEnd().endsWith('}')) {
      break;
    }
  }
  const {url, stack} = JSON.parse(printed);
  const end = () => {
    child.kill('SIGINT');
    return ended;
  };
  return {url, stack, root: new URL(url).origin, end};
}
