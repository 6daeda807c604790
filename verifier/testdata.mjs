// SPDX-License-Identifier: Apache-2.0

// Files of testdata/: bundles, policies and the answers that every verifier must give. `node verifier/testdata.mjs` writes them anew.

import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import process from 'node:process';
import { allCases } from './cases.mjs';
import { verifyBundle } from './verify.js';

// A map of names of files to their bytes or text. The answers are those that the cases ask for; only figures are computed.
export async function testdata() {
  const files = {};
  const expected = [];
  const policies = new Map();
  for (const { name, bytes, policy, want, kept } of await allCases()) {
    if (!kept) continue;
    if (!policies.has(policy)) {
      policies.set(policy, `policy-${policies.size + 1}.txt`);
      files[policies.get(policy)] = policy;
    }
    const file = `${name.replaceAll(' ', '-')}.bundle`;
    const { size, root, findings, digest, exercises, cosigners } = await verifyBundle(bytes, { policy });
    const missing = cosigners?.filter((c) => c.state !== 'holds').map((c) => c.name) ?? null;
    files[file] = bytes;
    expected.push({ file, policy: policies.get(policy), answers: want, size, root, findings, digest, exercises, missing });
  }
  files['expected.json'] = `${JSON.stringify(expected, null, 1)}\n`;
  return files;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = new URL('testdata/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(await testdata())) await writeFile(new URL(name, folder), content);
}
