// The console in a real browser: read, redrive, pause, resume, find; by keyboard, without scripts, in light and dark.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {request} from 'node:http';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {after, before, describe, test} from 'node:test';
import {launch} from './chromium.mjs';
import {ask, audited, curse, eventually, openConsole, post, recorded, tag} from './stack.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = join(dirname(process.env.TIDEWAITER_STACK), 'screenshots');
const cursed = [1, 2, 3].map(number => `${tag}-cursed-${number}`);
const [forgotten, good, paused] = ['forgotten', 'good', 'paused'].map(name => `${tag}-${name}`);

let served, browser;
/** Every request of every page. */
const asked = [];
/** What a browser complains of: scripts, styles or pictures that the page's policy forbids. */
const complaints = [];

/** A browser of its own, signed in by the printed address. */
async function open(options = {}) {
  const context = await browser.newContext({viewport: {width: 1280, height: 900}, ...options});
  context.on('request', made => asked.push(made.url()));
  context.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(served.url);
  await page.waitForURL(`${served.root}/`);
  return page;
}

/** Presses Tab until what has the focus has this text, and says whether the focus could be seen all the way. */
async function tabTo(page, text) {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const it = document.activeElement;
      const {outlineStyle, outlineWidth} = getComputedStyle(it);
      const text = it.getAttribute('aria-label') ?? it.labels?.[0]?.textContent ?? it.textContent;
      return {text: text.trim(), seen: outlineStyle !== 'none' && outlineWidth !== '0px', tag: it.tagName};
    });
    assert.ok(focused.seen, `the focus on ${JSON.stringify(focused)} cannot be seen`);
    if (focused.text === text) {
      return;
    }
  }
  assert.fail(`no key leads to ${text}`);
}

async function says(page, text) {
  await page.getByText(text, {exact: false}).first().waitFor();
}

describe('the console', {timeout: 600_000}, () => {
  before(async () => {
    await curse(`${tag}-cursed`);
    for (const item of cursed) {
      await post(item);
    }
    await post(forgotten, 'product.forgotten');
    await post(good);
    await eventually('the good item', async () => (await recorded(good)).length === 1);
    await post(good, 'product.updated', '2026-03-02T12:00:00Z');
    await eventually('four dead letters', async () => {
      const {messages} = await ask('dlq', 'list');
      return messages.filter(letter => letter.event_id?.startsWith(tag)).length === 4;
    });
    await eventually('two states of the good item', async () => (await recorded(good)).length === 2);
    [served, browser] = [await openConsole(), await launch()];
    mkdirSync(SHOTS, {recursive: true});
  });

  after(async () => {
    await curse();
    await browser?.close();
    assert.equal(await served?.end(), 0, 'Ctrl-C ends it well');
  });

  test('only the printed address opens it, at this machine alone', async () => {
    const status = (path, headers = {}) => new Promise((resolve, reject) => {
      request(`${served.root}${path}`, {headers}, answer => resolve(answer.resume().statusCode)).on('error', reject).end();
    });
    const cookie = `tidewaiter_console_${new URL(served.root).port}=${new URL(served.url).searchParams.get('token')}`;
    assert.equal(await status('/'), 403);
    assert.equal(await status('/style.css'), 403);
    assert.equal(await status('/changes', {cookie}), 200);
    assert.equal(await status('/changes', {cookie, host: 'console.example'}), 403);
    const page = await open();
    const [kept] = await page.context().cookies();
    assert.deepEqual([kept.httpOnly, kept.sameSite, kept.domain], [true, 'Strict', '127.0.0.1']);
    assert.ok(!page.url().includes('token'), 'the token has left the address bar');
    await page.context().close();
  });

  test('a redrive by keyboard alone, without scripts: it asks, says what it changes, and is recorded', async () => {
    await curse();
    const page = await open({javaScriptEnabled: false});
    await tabTo(page, 'Skip to the content');
    await tabTo(page, 'Dead letters');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dead-letters');
    await says(page, `catalog#acme#${cursed[0]}-2026-03-01T12:00:00Z`);
    assert.equal(await page.getByRole('checkbox').count(), 4);
    await tabTo(page, 'Reason contains');
    await page.keyboard.type('status 422');
    await page.keyboard.press('Enter');
    await page.waitForURL('**matching=status+422**');
    assert.equal(await page.getByRole('checkbox').count(), 3);
    await tabTo(page, 'Redrive all that fit (3)…');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/dead-letters/redrive**');
    await says(page, served.stack);
    await says(page, 'Redrive 3 of 4 dead letters');
    assert.equal((await recorded(cursed[0])).length, 0, 'nothing is changed by the question');
    await tabTo(page, 'Reason');
    await page.keyboard.press('Enter');
    assert.match(page.url(), /redrive/, 'without a reason the form is not sent');
    await page.keyboard.type(`mended, ${tag}`);
    await page.keyboard.press('Enter');
    await says(page, '3 redriven');
    for (const item of cursed) {
      await eventually(`${item} recorded`, async () => (await recorded(item)).length === 1);
    }
    const [row, ...more] = await audited(`mended, ${tag}`);
    assert.deepEqual([row.what, row.outcome, more.length], ['redrive 3 of 4 dead letters', '3 redriven', 0]);
    await page.goto(`${served.root}/dead-letters`);
    assert.equal(await page.getByRole('checkbox').count(), 1, 'the other one stays');
    await page.context().close();
  });

  test('the ticked one alone is redriven, and none without a tick', async () => {
    const page = await open();
    await page.goto(`${served.root}/dead-letters`);
    await page.getByRole('button', {name: 'Redrive the ticked ones…'}).click();
    await says(page, 'Nothing was chosen');
    await page.goBack();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('button', {name: 'Redrive the ticked ones…'}).click();
    await says(page, 'Redrive 1 of 1 dead letters');
    await page.getByRole('link', {name: 'Cancel'}).click();
    await page.waitForURL('**/dead-letters');
    assert.equal(await page.getByRole('checkbox').count(), 1, 'nothing was changed');
    await page.context().close();
  });

  test('the story of the redriven event is found by its id', async () => {
    const page = await open();
    await page.getByLabel('Find an event').fill(`${cursed[1]}-2026-03-01T12:00:00Z`);
    await page.getByRole('button', {name: 'Find', exact: true}).click();
    await says(page, 'acknowledged: no message is left');
    await says(page, `recorded for ${cursed[1]}`);
    await page.getByRole('link', {name: cursed[1], exact: true}).click();
    await page.waitForURL('**/items?**');
    await says(page, 'current');
    await page.context().close();
  });

  test('a tenant is paused with a reason that others see, its event waits, and it goes on', async () => {
    const page = await open();
    await page.getByRole('link', {name: 'Paused', exact: true}).click();
    await page.getByRole('radio', {name: /^source/}).check();
    await page.getByLabel('Name').fill('catalog');
    await page.getByRole('button', {name: 'Pause…'}).click();
    await says(page, 'its events wait in the ledger');
    await page.getByLabel('Reason').fill(`doubled prices, ${tag}`);
    await page.getByRole('button', {name: 'Pause the source catalog'}).click();
    await says(page, 'paused');
    await page.getByRole('link', {name: 'Go on'}).click();
    await says(page, `doubled prices, ${tag}`);
    const {holds} = await ask('status');
    assert.deepEqual(holds.map(hold => [hold.kind, hold.name]), [['source', 'catalog']]);
    await new Promise(resolve => setTimeout(resolve, 5_500));
    await post(paused);
    await eventually('it waits', async () => (await ask('waiting', 'list', '--cause', 'held')).waiting.length === 1);
    await page.goto(`${served.root}/waiting`);
    await says(page, `catalog#acme#${paused}`);
    await looks(page, 'waiting');
    await page.goto(`${served.root}/paused`);
    await page.getByRole('link', {name: 'Resume source catalog'}).click();
    await page.getByLabel('Reason').fill(`prices are mended, ${tag}`);
    await page.getByRole('button', {name: 'Resume the source catalog'}).click();
    await says(page, 'resumed');
    await page.goto(`${served.root}/waiting`);
    await page.getByRole('link', {name: `Release catalog#acme#${paused}`}).or(page.getByText('Nothing waits.')).first().waitFor();
    if (await page.getByText('Nothing waits.').count() === 0) {
      await page.getByRole('link', {name: `Release catalog#acme#${paused}`}).click();
      await page.getByLabel('Reason').fill(`no need to wait, ${tag}`);
      await page.getByRole('button', {name: 'Release 1 waiting events'}).click();
      await says(page, 'released');
    }
    await eventually('the paused event is recorded', async () => (await recorded(paused)).length === 1);
    assert.deepEqual((await ask('status')).holds, []);
    assert.equal((await audited(`prices are mended, ${tag}`))[0].outcome, 'resumed');
    await page.context().close();
  });

  test('an item is found with its history', async () => {
    const page = await open();
    await page.getByRole('link', {name: 'Items', exact: true}).click();
    await page.getByLabel('Tenant').fill('acme');
    await page.getByLabel('Item', {exact: true}).fill(good);
    await page.getByRole('button', {name: 'Show its history'}).click();
    const rows = page.getByRole('table').locator('tbody tr');
    assert.equal(await rows.count(), 2);
    assert.match(await rows.first().innerText(), /2026-03-01T12:00:00Z/);
    assert.match(await rows.last().innerText(), /2026-03-02T12:00:00Z[\s\S]*current[\s\S]*carried/);
    await page.getByLabel('Item', {exact: true}).fill('no such item');
    await page.getByRole('button', {name: 'Show its history'}).click();
    await says(page, 'Nothing is on record of the item');
    await page.context().close();
  });

  test('the overview counts what the tables hold', async () => {
    const page = await open();
    await eventually('six answers', async () => {
      await page.reload();
      const count = await page.locator('.station', {hasText: 'Classified'}).locator('.count').innerText();
      return Number(count) >= 6;
    });
    await page.locator('figure', {hasText: 'Spend a minute'}).getByText('The numbers').click();
    const paid = page.locator('figure', {hasText: 'Spend a minute'}).locator('tbody td');
    assert.ok((await paid.allInnerTexts()).reduce((sum, text) => sum + Number(text), 0) >= 5);
    await page.getByRole('link', {name: 'last 24 hours'}).click();
    await says(page, 'Spend a half hour');
    await page.getByRole('link', {name: 'Load it again every 10 seconds'}).click();
    assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 1);
    await page.getByRole('link', {name: 'Stop that'}).click();
    assert.equal(await page.locator('meta[http-equiv=refresh]').count(), 0);
    await page.context().close();
  });

  test('every page is good to look at in light and dark, wide and narrow, and passes WCAG AA', async () => {
    const page = await open();
    const event = encodeURIComponent(`catalog#acme#${forgotten}-2026-03-01T12:00:00Z`);
    for (const [name, path] of [
      ['overview', '/'], ['dead', '/dead-letters'], ['redrive', '/dead-letters/redrive?all=1'], ['waiting', '/waiting'],
      ['paused', '/paused'], ['pause', '/pause?kind=api&name=classifier'], ['events', '/events?list=1'],
      ['event', `/event?id=${event}`], ['items', `/items?tenant=acme&item=${good}`], ['changes', '/changes'],
      ['change', '/changes/1'], ['nothing', '/nowhere'], ['unknown', '/event?id=nobody'],
    ]) {
      await page.goto(`${served.root}${path}`);
      await looks(page, name);
    }
    await page.context().close();
  });

  test('nothing is asked for outside this machine, and no script is on any page', async () => {
    const page = await open();
    for (const path of ['/', '/dead-letters', '/waiting', '/paused', '/events', '/items', '/changes']) {
      const answer = await page.goto(`${served.root}${path}`);
      assert.match(answer.headers()['content-security-policy'], /^default-src 'none'/);
      assert.equal(await page.locator('script').count(), 0);
    }
    await page.context().close();
    const outside = asked.filter(url => !url.startsWith(`${served.root}/`));
    assert.deepEqual(outside, []);
    assert.ok(asked.length > 50, `${asked.length} requests were seen`);
    assert.deepEqual(complaints.filter(text => !/status of (400|404)/.test(text)), []);
  });
});

/** Takes pictures in both schemes and two widths, and checks contrast, names, landmarks and that nothing sticks out. */
async function looks(page, name) {
  const shades = new Set();
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({colorScheme});
    shades.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    for (const [size, width] of [['wide', 1280], ['narrow', 375]]) {
      await page.setViewportSize({width, height: 900});
      const out = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await page.screenshot({path: join(SHOTS, `${name}-${colorScheme}-${size}.png`), fullPage: true});
      assert.ok(out <= 0, `${name} at ${width}: ${out} pixels stick out`);
    }
    await page.evaluate(AXE);
    const {violations} = await page.evaluate(() => globalThis.axe.run());
    const found = violations.map(({id, nodes}) => `${id}: ${nodes.map(node => node.html).join(' ')}`);
    assert.deepEqual(found, [], `${name}, ${colorScheme}`);
  }
  assert.equal(shades.size, 2, 'light and dark differ');
  await page.emulateMedia({colorScheme: 'light'});
  await page.setViewportSize({width: 1280, height: 900});
}
