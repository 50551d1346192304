// A real browser: this machine's own, else the one that an npm package ships.
import {existsSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {chromium} from 'playwright-core';

/** Where distributions install it. */
const USUAL = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** It asks nobody for anything by itself: whatever it asks for is asked by a page. */
const QUIET = [
  '--no-first-run', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-sandbox',
];

/** `CHROMIUM` names a browser; `CHROMIUM=package` asks for the package's, whatever this machine has. */
async function find() {
  const named = process.env.CHROMIUM;
  const here = named && named !== 'package' ? named : USUAL.find(path => named !== 'package' && existsSync(path));
  if (here) {
    return {executablePath: here, args: QUIET};
  }
  // The package unpacks the libraries that a bare machine lacks only where it takes that machine for Lambda's.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs24.x';
  const {default: shipped} = await import('@sparticuz/chromium');
  return {executablePath: await shipped.executablePath(), args: [...QUIET, '--no-zygote']};
}

/** Starts it. */
export async function launch() {
  const {executablePath, args} = await find();
  const browser = await chromium.launch({executablePath, args, headless: true});
  console.log(`# ${executablePath}, version ${browser.version()}`);
  return browser;
}
