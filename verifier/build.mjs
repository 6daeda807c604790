// SPDX-License-Identifier: Apache-2.0

// Puts the verifier, its style and its script into one page, which names their digests in its policy of what may run. Browsers load
// no module from file://, so a page that can be kept and handed on must hold everything. `node verifier/build.mjs` writes index.html.

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const read = (name) => readFile(new URL(name, import.meta.url), 'utf8');
const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

export async function page() {
  const [html, style, verifier, script] = await Promise.all(['page/page.html', 'page/page.css', 'verify.js', 'page/page.js'].map(read));
  const whole = `\n${verifier}${script}`;
  const parts = { 'SCRIPT-HASH': hashOf(whole), 'STYLE-HASH': hashOf(style), STYLE: style, SCRIPT: whole };
  return html.replace(/SCRIPT-HASH|STYLE-HASH|\bSTYLE\b|\bSCRIPT\b/g, (name) => parts[name]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await writeFile(new URL('index.html', import.meta.url), await page());
