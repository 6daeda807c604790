#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

// Command line of the verifier; USAGE says how it is called. Exit codes are 0, 1 and 2: yes, no, could not tell.

import { webcrypto } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { verifyReceipt } from './receipt.js';
import { OPTIONAL_QUESTIONS, UNKNOWN, EXIT_CODES, printable, verifyBundle } from './verify.js';

globalThis.crypto ??= webcrypto; // Node 18 does not put it there by itself

const USAGE = `usage: node cli.mjs [--policy FILE] [--follows FILE] [--without QUESTION,...] [--json] BUNDLE
       node cli.mjs --receipt FILE --policy FILE [--submission FILE] [--bundle FILE] [--now TIME] [--json]
       node cli.mjs --batch [--now TIME] < LINES
  --policy FILE    whom you trust; without it, who signed cannot be told
  --follows FILE   a bundle of the log that this one succeeds
  --without LIST   leave ${OPTIONAL_QUESTIONS.join(', ')} out of the whole where they could not be told
  --json           print everything as JSON
  --receipt FILE   ask whether the operator kept the word that the receipt gives
  --submission FILE  what was sent, which the receipt must be for
  --bundle FILE    a bundle that may show it
  --now TIME       the clock to judge a receipt by, in milliseconds since 1970; without it, that of the machine
  --batch          read lines of JSON {"bundle":FILE,"policy":FILE,"follows":FILE,"receipt":FILE,"submission":FILE}, and print a line of JSON for each
Exit codes: 0 yes, 1 no, 2 could not tell; of a batch 0.`;

function placeOf({ place }) {
  if (place === null) return '';
  return ` (${['entry', 'finding', 'line'].filter((k) => k in place).map((k) => `${k} ${place[k]}`).join(', ')})`;
}

function row(name, value) {
  return `${name.padEnd(12)}${value}`;
}

// The text that a person reads, a line for each thing that docs/spec/bundle.md asks for.
export function render(result) {
  const lines = [];
  if (result.exercises > 0) lines.push(`EXERCISE: ${result.exercises} of ${result.findings} findings are of an invented or moved event`);
  if (result.size !== null) {
    lines.push(row('origin', printable(result.origin)), row('audience', result.audience), row('size', result.size), row('root', result.root));
    lines.push(row('findings', result.findings), row('digest', result.digest));
    if (result.withheld > 0) lines.push(row('withheld', `${result.withheld} of ${result.findings} findings`));
    if (result.withheldEntries > 0) lines.push(row('withheld', `${result.withheldEntries} of ${result.size} entries`));
  }
  for (const a of result.answers) lines.push(row(a.question, `${a.answer}${a.why === '' ? '' : `: ${a.why}`}${placeOf(a)}`));
  lines.push(row('whole', result.whole));
  for (const c of result.cosigners ?? []) {
    const why = c.state === 'fails' ? ': its signature does not hold' : '';
    if (c.state !== 'holds') lines.push(row('cosigner', `${printable(c.name, 60)} did not sign${why}`));
  }
  for (const n of result.notes) lines.push(row('note', `${n.about}${placeOf(n)}${n.count > 1 ? `, and ${n.count - 1} more` : ''}`));
  return `${lines.join('\n')}\n`;
}

const open = (file) => createReadStream(file, { highWaterMark: 1 << 20 });
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

async function batch(now) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { bundle, policy: file, follows, receipt, submission } = JSON.parse(line);
    const policy = file === undefined ? null : await readFile(file);
    const source = bundle === undefined ? null : open(bundle);
    const result = receipt === undefined ? await verifyBundle(source, { policy, follows: follows === undefined ? null : open(follows) })
      : await verifyReceipt(await readFile(receipt), { policy, bundle: source, submission: submission === undefined ? null : await readFile(submission), now });
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  return 0;
}

async function receipt(values, now) {
  if (values.policy === undefined) throw new Error(`a receipt needs a policy\n${USAGE}`);
  const bundle = values.bundle === undefined ? null : open(values.bundle);
  const submission = values.submission === undefined ? null : await readFile(values.submission);
  const result = await verifyReceipt(await readFile(values.receipt), { policy: await readFile(values.policy), bundle, submission, now });
  const { answer, why, exitCode, ...facts } = result;
  const rows = Object.entries(facts).filter(([, value]) => value !== null).map(([name, value]) => row(name, printable(value)));
  process.stdout.write(values.json ? json(result) : `${[...rows, row('kept', `${answer}: ${why}`)].join('\n')}\n`);
  return exitCode;
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      policy: { type: 'string' }, follows: { type: 'string' }, without: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' },
      receipt: { type: 'string' }, submission: { type: 'string' }, bundle: { type: 'string' }, batch: { type: 'boolean' }, now: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const one = values.receipt === undefined && !values.batch;
  if (positionals.length !== (one ? 1 : 0) || (values.bundle !== undefined && values.receipt === undefined)) throw new Error(`one bundle is needed\n${USAGE}`);
  const now = values.now === undefined ? Date.now() : Number(values.now);
  if (!Number.isSafeInteger(now)) throw new Error(`--now is no time\n${USAGE}`);
  if (values.batch) return batch(now);
  if (values.receipt !== undefined) return receipt(values, now);
  const without = (values.without ?? '').split(',').filter((q) => q !== '');
  const unknown = without.filter((q) => !OPTIONAL_QUESTIONS.includes(q));
  if (unknown.length > 0) throw new Error(`cannot leave out ${unknown.join(', ')}\n${USAGE}`);
  const policy = values.policy === undefined ? null : await readFile(values.policy);
  const result = await verifyBundle(open(positionals[0]), { policy, follows: values.follows === undefined ? null : open(values.follows), without });
  process.stdout.write(values.json ? json(result) : render(result));
  return result.exitCode;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main().then((code) => {
  process.exitCode = code;
}, (e) => {
  process.stderr.write(`verifier: ${printable(e.message, 2000).replaceAll('\\u{a}', '\n')}\n`);
  process.exitCode = EXIT_CODES[UNKNOWN];
});
