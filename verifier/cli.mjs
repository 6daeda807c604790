#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0

// Command line of the verifier: node verifier/cli.mjs [--policy FILE] [--without QUESTION,...] [--json] BUNDLE
// Exit codes are 0, 1 and 2: yes, no, could not tell.

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { OPTIONAL_QUESTIONS, UNKNOWN, EXIT_CODES, printable, verifyBundle } from './verify.js';

const USAGE = `usage: node cli.mjs [--policy FILE] [--without QUESTION,...] [--json] BUNDLE
  --policy FILE    whom you trust; without it, who signed cannot be told
  --without LIST   leave ${OPTIONAL_QUESTIONS.join(', ')} out of the whole
  --json           print everything as JSON
Exit codes: 0 yes, 1 no, 2 could not tell.`;

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

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { policy: { type: 'string' }, without: { type: 'string' }, json: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  if (positionals.length !== 1) throw new Error(`one bundle is needed\n${USAGE}`);
  const without = (values.without ?? '').split(',').filter((q) => q !== '');
  const unknown = without.filter((q) => !OPTIONAL_QUESTIONS.includes(q));
  if (unknown.length > 0) throw new Error(`cannot leave out ${unknown.join(', ')}\n${USAGE}`);
  const policy = values.policy === undefined ? null : await readFile(values.policy);
  const result = await verifyBundle(createReadStream(positionals[0], { highWaterMark: 1 << 20 }), { policy, without });
  process.stdout.write(values.json ? `${JSON.stringify(result, null, 2)}\n` : render(result));
  return result.exitCode;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main().then((code) => {
  process.exitCode = code;
}, (e) => {
  process.stderr.write(`verifier: ${printable(e.message, 2000).replaceAll('\\u{a}', '\n')}\n`);
  process.exitCode = EXIT_CODES[UNKNOWN];
});
