// SPDX-License-Identifier: Apache-2.0

// Checks the folder of a public release: node verifier/release/cli.mjs FOLDER [--policy FILE] [--bundle FILE] [--json]. Exit codes: 0
// yes, 1 no, 2 could not tell. Node 20 or later.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { EXIT_CODES } from '../verify.js';
import { verifyRelease } from './release.js';

async function readFolder(folder, below = '') {
  const files = new Map();
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) for (const [n, bytes] of await readFolder(folder, name)) files.set(n, bytes);
    else files.set(name, new Uint8Array(await readFile(join(folder, name))));
  }
  return files;
}

const { values, positionals } = parseArgs({
  allowPositionals: true, options: { policy: { type: 'string' }, bundle: { type: 'string' }, json: { type: 'boolean', default: false } },
});
if (positionals.length !== 1) {
  process.stderr.write('usage: node verifier/release/cli.mjs FOLDER [--policy FILE] [--bundle FILE] [--json]\n');
  process.exit(1);
}
const bytes = async (path) => (path === undefined ? null : new Uint8Array(await readFile(path)));
const result = await verifyRelease(await readFolder(positionals[0]), { policy: await bytes(values.policy), bundle: await bytes(values.bundle) });
const { answers, whole } = result;
const lines = values.json ? [JSON.stringify({ answers, whole })] : [...answers.map((a) => `${a.question}: ${a.answer}${a.why === '' ? '' : `: ${a.why}`}`), whole];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = EXIT_CODES[whole];
