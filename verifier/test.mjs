// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { webcrypto } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ballotBytes, moveBytes, signedBy, wordlessBallotBytes } from './acts.js';
import { RELEASE_PAGE, page, releasePage } from './build.mjs';
import {
  assemble, canonical, checkpointOf, encode, entry, headerHashOf, newKey, partsRootOf, policyOf, proofOf, reportIDOf, reportParts, rootOf, rootOfEntries, sampleKeys,
  sampleModel, saltOf, signNote, single, vkeyOf, FOR_OTHERS,
} from './builder.mjs';
import { HOLDS, REFUSED, allCases } from './cases.mjs';
import { rootOfProof, verifyReceipt } from './receipt.js';
import { checkFiles, rootOf as rootOfAct } from './release/release.js';
import { testdata } from './testdata.mjs';
import {
  Refused, Sha256, Tree, fromBase64, meets, parseCanonical, parsePolicy, partHash, printable, readNote, reportID, sha256, sha512, signatureBy,
  toBase64, toHex, verifyBundle, verifyEd25519Plain, writeCanonical,
} from './verify.js';

const { subtle } = webcrypto;
globalThis.crypto ??= webcrypto; // as in cli.mjs
const utf8 = (text) => new TextEncoder().encode(text);
const fromHex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const answersOf = (result) => Object.fromEntries(result.answers.map((a) => [a.question, a.answer]));

const leafTextOf = (e) => `truce/leaf/1\n${toHex(sha256(utf8('truce/entry/1\n'), headerHashOf(e), partsRootOf(e.parts)))}\n`;

// The vectors of docs/spec/checkpoint.md and docs/spec/receipt.md.
const PAGE_POLICY = `log log.example+1cc758f9+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
witness c cosigner.example+221de510+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU
quorum c
`;
const PAGE_CHECKPOINT = `log.example
1
kV/U+nNgrFQH0EWhJhb4w2HgB+TecKMaLiSiHUi4SO8=

\u2014 log.example HMdY+VNvm36+3ME2MDNaTXSI26zaMkyW+7Cb88s7cEDb9ojuWiqae4Dlnpr+fzzkCuOdJFlp/QVxiCekoWBe8T/Mhgk=
\u2014 cosigner.example Ih3lEAAAAABrSdIe0z5wHPEraUCygHXjBZu1mAdYCPB+376eHnFJKVkN7a4Midwjrax6OZn5pYIHZrbfMH0ayP3B8YDcI3PG/WiVBg==
`;
const PAGE_RECEIPT = `truce/receipt/1
{"deadline":1800000060000,"header":"0000000000000000000000000000000000000000000000000000000000000002","level":"durable","origin":"log.example","received":1800000000000,"root":"0000000000000000000000000000000000000000000000000000000000000001","seq":1,"v":1}

\u2014 log.example HMdY+XeZWnjjPxxZNzgG/gcKZ2++L6rGtX0rte7MaFxsZ+o+di7esDmJlRdtslD8WI9Bw10c8BINoXcrpXNbwe7tCAk=
`;

// What JSON.parse read, with its objects as readCanonical has them.
function mapOf(value) {
  if (Array.isArray(value)) return value.map(mapOf);
  return value && typeof value === 'object' ? new Map(Object.entries(value).map(([k, v]) => [k, mapOf(v)])) : value;
}

// Numbers by chance, the same in every run (mulberry32).
function chance(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

async function sample(options) {
  const keys = await sampleKeys();
  return { keys, policy: policyOf(keys), bytes: encode(await assemble(await sampleModel(keys), options)) };
}

describe('digests and signatures', () => {
  test('SHA-256 is that of WebCrypto for every length to 300, whole and in pieces', async () => {
    const next = chance(1);
    for (let n = 0; n <= 300; n++) {
      const bytes = Uint8Array.from({ length: n }, () => next(256));
      const want = toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
      assert.equal(toHex(sha256(bytes)), want);
      const [i, j] = [next(n + 1), next(n + 1)].sort((a, b) => a - b);
      assert.equal(toHex(new Sha256().update(bytes.subarray(0, i)).update(bytes.subarray(i, j)).update(bytes.subarray(j)).digest()), want);
    }
  });

  test('SHA-512 is that of WebCrypto for every length to 300', async () => {
    const next = chance(2);
    for (let n = 0; n <= 300; n++) {
      const bytes = Uint8Array.from({ length: n }, () => next(256));
      assert.equal(toHex(sha512(bytes)), toHex(new Uint8Array(await subtle.digest('SHA-512', bytes))));
    }
  });

  // Section 7.1 of RFC 8032: the secret key, the public key, the message and the signature.
  const vectors = [
    ['9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', '',
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b'],
    ['4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', '72',
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00'],
    ['c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'af82',
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a'],
  ];

  test('the plain Ed25519 holds for the vectors of RFC 8032, and WebCrypto signs the same', async () => {
    for (const [secret, open, message, signature] of vectors) {
      const [key, m, s] = [open, message, signature].map(fromHex);
      assert.equal(verifyEd25519Plain(key, m, s), true);
      const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), fromHex(secret)]);
      const signer = await subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, false, ['sign']);
      assert.equal(toHex(new Uint8Array(await subtle.sign({ name: 'Ed25519' }, signer, m))), signature);
    }
  });

  test('the plain Ed25519 agrees with WebCrypto on signatures with one bit changed, and refuses a second spelling', async () => {
    const [, open, message, signature] = vectors[2];
    const [key, m, s] = [open, message, signature].map(fromHex);
    const imported = await subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    for (let bit = 0; bit < 512; bit += 7) {
      const changed = s.slice();
      changed[bit >> 3] ^= 1 << (bit & 7);
      assert.equal(verifyEd25519Plain(key, m, changed), false);
      assert.equal(await subtle.verify({ name: 'Ed25519' }, imported, changed, m), false);
    }
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    let n = BigInt(`0x${toHex(s.slice(32).reverse())}`) + order;
    const second = s.slice();
    for (let i = 32; i < 64; i++, n >>= 8n) second[i] = Number(n & 255n);
    assert.equal(verifyEd25519Plain(key, m, second), false);
    assert.equal(verifyEd25519Plain(key, m, s.subarray(1)), false);
    assert.equal(verifyEd25519Plain(new Uint8Array(32).fill(0xff), m, s), false);
  });

  test('the plain Ed25519 holds for keys and messages by chance', async () => {
    for (let i = 0; i < 20; i++) {
      const key = await newKey('k', 1, `chance ${i}`);
      const message = utf8('x'.repeat(i * 13));
      const signature = new Uint8Array(await key.sign(message));
      assert.equal(verifyEd25519Plain(new Uint8Array(key.open), message, signature), true);
      assert.equal(verifyEd25519Plain(new Uint8Array(key.open), utf8('another'), signature), false);
    }
  });

  test('without WebCrypto a bundle gets the same answers', async () => {
    const { bytes, policy } = await sample();
    const want = await verifyBundle(bytes, { policy });
    const real = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
    Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
    try {
      assert.deepEqual(await verifyBundle(bytes, { policy }), want);
    } finally {
      Object.defineProperty(globalThis, 'crypto', real);
    }
  });

  test('base 64 has one spelling', () => {
    for (let n = 0; n < 70; n++) {
      const bytes = Uint8Array.from({ length: n }, (_, i) => (i * 37 + n) & 255);
      assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
      assert.deepEqual(fromBase64(toBase64(bytes), 'it'), bytes);
    }
    for (const bad of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA==AA==', 'AA=A', 'AAA\n', 'AA-_', 'AAAAA']) {
      assert.throws(() => fromBase64(bad, 'it'), Refused, bad);
    }
  });
});

describe('formats', () => {
  const digestOf = (bytes) => toHex(sha256(utf8('truce/test/1\n'), utf8(bytes)));

  test('the vectors of canonical-bytes.md', () => {
    const vectors = {
      '{}': '664ac00b79d7dcb0a7d9bbab074c56ea17491d68ec2929b7a8e58091c73d435c',
      '{"lat_e7":480123456,"lon_e7":377654321}': 'aaa03eee297f4468f1f1de0d3f76db63f0b8362e77ca7b526ff8c72f51e39575',
      '{"name":"Їжак 🕊","since":-62135596800000}': '2b06ecac9c8652b63b9914f741be3201c6791fd2c8de19a7ddcd3dacee40c234',
    };
    for (const [bytes, want] of Object.entries(vectors)) {
      assert.equal(digestOf(bytes), want);
      assert.equal(writeCanonical(parseCanonical(utf8(bytes))), bytes);
    }
  });

  test('bytes that are not canonical are refused', () => {
    const bad = ['{"act": "a"}', '{"n":1,"act":"a"}', '{"act":"\\u0061"}', '{"act":"a","n":-0}', '{"act":"a","n":1.0}', '{"act":"a","n":9007199254740992}',
      '{"act":"a","act":"a"}', '{"act":"\\ud83d"}', '', ' ', '{', '}', '[', '"', '"\\', '"\\u', '"\\u00', '-', '01', '+1', '1e1', '1 ', 'tru', 'nul', 'NaN',
      '[1,]', '[,1]', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}', "'a'", '"\t"', '"\u0000"', '"\\/"', '"\\u000a"', '"\\u001F"', '"\\x41"', '{}{}', '[]\n', '\ufeff{}',
      '{"\uff21":1,"\u{1f54a}":2}', '{"b":1,"a":2}', '{"":1,"":2}', '-9007199254740992', '99999999999999999999', `${'['.repeat(65)}${']'.repeat(65)}`];
    for (const text of bad) assert.throws(() => parseCanonical(utf8(text)), Refused, text);
    for (const bytes of ['22ff22', '22c08022', '22eda0bd22', '22f490808022', '22e28222']) assert.throws(() => parseCanonical(fromHex(bytes)), Refused, bytes);
  });

  test('bytes that are canonical are read and written again as they were', () => {
    const good = ['null', 'true', 'false', '0', '-1', '9007199254740991', '-9007199254740991', '""', '"\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u000b\\u001f/\u007f\u2028\ufeff"',
      '[]', '[[],{}]', '{"":1,"__proto__":{"constructor":null},"a":[1,"b"],"\u{1f54a}":1,"\uff21":2}', `${'['.repeat(64)}${']'.repeat(64)}`];
    for (const text of good) assert.equal(writeCanonical(parseCanonical(utf8(text))), text);
  });

  test('whatever bytes come, what is read is written again as the same bytes', () => {
    const next = chance(3);
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"b"', '"\\n"', '0', '-1', '12', 'null', 'true', ' ', '\\u0041', '"\\u0001"', '1.5', '"é"'];
    let read = 0;
    for (let i = 0; i < 8000; i++) {
      const text = Array.from({ length: 1 + next(7) }, () => pieces[next(pieces.length)]).join('');
      try {
        assert.equal(writeCanonical(parseCanonical(utf8(text))), text);
        read++;
      } catch (e) {
        assert.ok(e instanceof Refused, e.stack);
      }
    }
    assert.ok(read > 200, `only ${read} texts were canonical`);
  });

  test('the vectors of commitment.md', () => {
    const a = { label: 'extract', salt: new Uint8Array(32), content: '{}' };
    const b = { label: 'a', salt: Uint8Array.from({ length: 32 }, (_, i) => i), content: '' };
    const [ha, hb] = [a, b].map((p) => partHash(p.label, p.salt, p.content));
    assert.equal(toHex(ha), 'db339cc6afc72e4807299981f13571a432049a1599e51c20281b08b139404fb3');
    assert.equal(toHex(hb), 'cf2dc4e48b3d3542f7b43c6782b5625cd6f42550b3da38dc80d980135bf6dc8a');
    const roots = { 'ac77c33662fd9b34915f3ddecd50a377ff266206a3ef537cf5587145d9b7fcde': [ha],
      'b9bd23611e014814f9e812720426b9034c2ea73c4a14ac8973f10e7ff4f4833a': [ha, hb],
      '4a246945a902ad40f19c599f58c2d1eea1cb84ee72426ec3c861f10828c82b6c': [ha, hb, ha] };
    for (const [want, hashes] of Object.entries(roots)) {
      const tree = new Tree();
      hashes.forEach((h) => tree.add(h));
      assert.equal(toHex(tree.root()), want);
    }
  });

  test('the vectors of report.md', () => {
    const extract = '{"level":"report","received":2000,"source":"patrol-12"}';
    assert.equal(reportID(extract, ''), 'report:ez2b26g4mqjo5qlef3m5kbzafhinshxs');
    assert.equal(reportID(extract, '1'.repeat(64)), 'report:hae7mqqqn7yvfifufz6m7xxsz6fuhfeu');
    assert.equal(reportIDOf({ extract: JSON.parse(extract) }, ''), reportID(extract, ''));
  });

  test('the vector of journal.md', () => {
    const salt = new Uint8Array(32);
    const header = partHash('header', salt, '{"engine":"truce/engine/1","kind":"genesis/1","origin":"mission.example/2026","parts":1,"realm":"mission","seq":1,"time":1000,"v":1}');
    const parts = new Tree();
    parts.add(partHash('genesis', salt, '{}'));
    const commitment = toHex(sha256(utf8('truce/entry/1\n'), header, parts.root()));
    const log = new Tree();
    log.add(utf8(`truce/leaf/1\n${commitment}\n`));
    assert.deepEqual([toHex(header), toHex(parts.root()), commitment, toHex(log.root())], [
      'a939315ed804d31e175656b7175963053fcaf6d44afda4b679c0b3e2a171aa76', '21ca0e97d59b106d68e11f3888c88d16a02d4994b8b14678a9de78934e9f110a',
      'db5ad826af1fbf917a9d45805815bd75fc5f7cf41a44c7671042a31c44442221', 'a2e09bb0f417c9aa26f8cb39ae4a77bbf2fcc33b53740232189f695f4bff8728']);
  });

  test('the vectors of procedure.md: what is signed of votes and of motions', async () => {
    const folder = new URL('../docs/spec/vectors/', import.meta.url);
    const vectorsOf = async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8'));
    const votes = await vectorsOf('ballot.json');
    assert.ok(votes.length >= 8);
    for (const v of votes) {
      assert.equal(new TextDecoder().decode(ballotBytes(v)), v.bytes, v.name);
      const holds = signedBy(v.key, ballotBytes(v), v.signature) ? 'with words' : signedBy(v.key, wordlessBallotBytes(v), v.signature) ? 'without words' : 'no';
      assert.equal(holds, v.holds, v.name);
    }
    const moves = await vectorsOf('move.json');
    assert.ok(moves.length >= 6);
    for (const v of moves) {
      const message = moveBytes(v.agreement, v.number, mapOf(v.move));
      assert.equal(new TextDecoder().decode(message), v.bytes, v.name);
      assert.equal(signedBy(v.key, message, v.move.signature), v.holds, v.name);
    }
  });

  test('the vectors of checkpoint.md and receipt.md', async () => {
    const policy = parsePolicy(PAGE_POLICY);
    const note = readNote(PAGE_CHECKPOINT, 'it');
    assert.equal(await signatureBy(policy.logs[0], note), 'holds');
    assert.equal(await signatureBy(policy.cosigners[0].key, note), 'holds');
    const tree = new Tree();
    tree.add(utf8('truce/leaf/1\n60af8291f17048584def7a1e4f645b728be6638f0727d7ee9806177d8473a20b\n'));
    assert.equal(toBase64(tree.root()), note.text.split('\n')[2]);
    const result = await verifyReceipt(utf8(PAGE_RECEIPT), { policy: PAGE_POLICY });
    assert.deepEqual([result.answer, result.seq, result.why], ['could not tell', 1, 'the receipt shows no checkpoint']);
  });

  test('a tree of any size has the root that RFC 6962 defines', () => {
    const tree = new Tree();
    const leaves = [];
    for (let n = 1; n <= 70; n++) {
      leaves.push(Buffer.from(`leaf ${n}`));
      tree.add(leaves[n - 1]);
      assert.equal(toHex(tree.root()), rootOf(leaves).toString('hex'));
    }
  });

  test('policies that are not of the form are refused', async () => {
    const keys = await sampleKeys();
    const [a, b] = keys.cosigners.map((k) => k.vkey);
    const log = keys.log.vkey;
    const bad = {
      'no quorum': `log ${log}\n`,
      'two quorums': 'quorum none\nquorum none\n',
      'an unknown word': 'quorums none\n',
      'a word in upper case': 'Quorum none\n',
      'a quorum that is not defined before': `quorum a\nwitness a ${a}\n`,
      'a name twice': `witness a ${a}\nwitness a ${b}\nquorum a\n`,
      'a key twice': `witness a ${a}\nwitness b ${a}\nquorum a\n`,
      'a log twice': `log ${log}\nlog ${log}\nquorum none\n`,
      'none as a name': `witness none ${a}\nquorum none\n`,
      'none as a member': `witness a ${a}\ngroup g any a none\nquorum g\n`,
      'a group without members': 'group g any\nquorum g\n',
      'a group of itself': `witness a ${a}\ngroup g any a g\nquorum g\n`,
      'a member twice': `witness a ${a}\ngroup g 2 a a\nquorum g\n`,
      'a member of two groups': `witness a ${a}\ngroup g any a\ngroup h any a\nquorum g\n`,
      'a key for a log and a cosigner': `log ${vkeyOf('k', 1, keys.cosigners[0].open)}\nwitness a ${a}\nquorum none\n`,
      'a name of a key that is too long': `log ${vkeyOf('\u00e9'.repeat(128), 1, keys.log.open)}\nquorum none\n`,
      'a name of a key with a control character': `log ${vkeyOf('a\u0085', 1, keys.log.open)}\nquorum none\n`,
      'a number of 0': `witness a ${a}\ngroup g 0 a\nquorum g\n`,
      'a number too high': `witness a ${a}\ngroup g 2 a\nquorum g\n`,
      'a number with a zero': `witness a ${a}\ngroup g 01 a\nquorum g\n`,
      'the key of a cosigner for a log': `log ${a}\nquorum none\n`,
      'the key of a log for a cosigner': `witness a ${log}\nquorum a\n`,
      'a hash that is not of the key': `log ${log.replace(/\+[0-9a-f]{8}\+/, '+00000000+')}\nquorum none\n`,
      'a key that is cut': `log ${log.slice(0, -4)}\nquorum none\n`,
      'a carriage return': 'quorum none\r\n',
      'a word too many': 'quorum none none\n',
      'a megabyte': `#${'x'.repeat(1 << 20)}\nquorum none\n`,
    };
    for (const [name, text] of Object.entries(bad)) assert.throws(() => parsePolicy(text), Refused, name);
    const policy = parsePolicy(`\t# a comment\n \nlog\t${log}  https://log.example \nwitness a ${a} https://a.example\ngroup g all a\nquorum g`);
    assert.equal(policy.quorum, 'g');
    assert.equal(policy.cosigners.length, 1);
  });

  test('the published keys and times of cosignatures', async () => {
    const folder = new URL('../docs/spec/vectors/', import.meta.url);
    const { policies, checkpoints } = JSON.parse(await readFile(new URL('signing.json', folder), 'utf8'));
    assert.ok(policies.length >= 30 && checkpoints.length >= 8);
    for (const { name, policy, taken } of policies) {
      if (taken) assert.ok(parsePolicy(policy), name);
      else assert.throws(() => parsePolicy(policy), Refused, name);
    }
    const policy = parsePolicy(await readFile(new URL('policy.txt', folder)));
    for (const { seconds, checkpoint, met } of checkpoints) {
      const held = new Set();
      for (const { name, key } of policy.cosigners) if (await signatureBy(key, readNote(checkpoint, 'it')) === 'holds') held.add(name);
      assert.equal(meets(policy, (name) => held.has(name)), met, `second ${seconds}`);
    }
  });

  test('text of strangers is made safe to print', () => {
    assert.equal(printable('a\u001b[31m\u202eb\n'), 'a\\u{1b}[31m\\u{202e}b\\u{a}');
    assert.ok(printable('x'.repeat(1e6)).length < 200);
  });
});

describe('bundles', async () => {
  const cases = await allCases();

  test('there are enough of them', () => {
    assert.ok(cases.filter((c) => JSON.stringify(c.want) !== JSON.stringify(HOLDS)).length >= 150);
    for (const question of Object.keys(HOLDS)) {
      const possible = { form: ['yes', 'no'], recomputed: ['could not tell'] }[question] ?? ['yes', 'no', 'could not tell'];
      for (const answer of possible) {
        assert.ok(cases.some((c) => c.want[question] === answer), `no case answers ${question} with ${answer}`);
      }
    }
  });

  for (const { name, bytes, policy, want } of cases) {
    test(name, async () => {
      const result = await verifyBundle(bytes, { policy });
      assert.deepEqual(answersOf(result), want);
      const values = Object.values(want);
      assert.equal(result.whole, values.includes('no') ? 'no' : 'could not tell');
      assert.equal(result.exitCode, values.includes('no') ? 1 : 2);
      for (const a of result.answers) {
        if (a.answer === 'no') assert.ok(a.place.line >= 1 && a.why !== '', `${a.question} gives no place or reason`);
        assert.doesNotMatch(a.why, /reading failed/);
      }
    });
  }

  test('the place is that of the first difference', async () => {
    const placeOf = async (name, question) => {
      const { bytes, policy } = cases.find((c) => c.name === name);
      return (await verifyBundle(bytes, { policy })).answers.find((a) => a.question === question).place;
    };
    assert.deepEqual(await placeOf('two entries are swapped', 'headers'), { line: 4, entry: 2 });
    assert.deepEqual(await placeOf('time goes back', 'headers'), { line: 7, entry: 5 });
    assert.deepEqual(await placeOf('what a finding released is changed', 'findings'), { line: 12, finding: 3 });
    assert.deepEqual(await placeOf('the end is missing', 'form'), { line: 13 });
    assert.deepEqual(await placeOf('an entry has no part', 'form'), { line: 7 });
  });

  test('the cosigners that did not sign are named, and why', async () => {
    const { bytes, policy } = cases.find((c) => c.name === 'a cosignature says another time');
    const { cosigners } = await verifyBundle(bytes, { policy });
    assert.deepEqual(cosigners.map((c) => [c.name, c.state]), [['a', 'fails'], ['b', 'holds'], ['c', 'holds']]);
    const cut = cases.find((c) => c.name === 'a cosignature is missing');
    assert.deepEqual((await verifyBundle(cut.bytes, { policy })).cosigners.map((c) => c.state), ['holds', 'missing', 'holds']);
  });

  test('questions that are left out do not count, and others cannot be left out', async () => {
    const { bytes, policy } = cases[0];
    assert.equal((await verifyBundle(bytes, { policy, without: ['recomputed'] })).whole, 'yes');
    const swapped = cases.find((c) => c.name === 'the operator signed another root');
    assert.equal((await verifyBundle(swapped.bytes, { policy, without: ['recomputed', 'tree'] })).whole, 'no');
  });

  test('what the pages forbid and no question asks for is noted', async () => {
    const keys = await sampleKeys();
    const notesOf = async (change, options) => {
      const model = await sampleModel(keys);
      change(model);
      const result = await verifyBundle(encode(await assemble(model, options)), { policy: policyOf(keys) });
      assert.deepEqual(answersOf(result), HOLDS);
      return result.notes.map((n) => n.about);
    };
    const nothing = () => {};
    assert.deepEqual(await notesOf(nothing), []);
    assert.deepEqual(await notesOf((m) => { m.entries[4].parts[0].content = 'x'; }), ['a disclosed part of an entry is not canonical bytes of an object']);
  });

  test('a bundle that shows more than its audience may see is answered with no', async () => {
    const keys = await sampleKeys();
    const model = await sampleModel(keys);
    const judged = async (options) => verifyBundle(encode(await assemble(model, options)), { policy: policyOf(keys) });
    for (const audience of ['party', 'public', 'coalition']) {
      const answers = answersOf(await judged({ audience }));
      assert.equal(answers.headers, 'no', audience);
      assert.equal(answers.findings, 'no', audience);
    }
    const released = await judged({ ...FOR_OTHERS.public, showFindings: { internal: 'withheld' } });
    assert.equal(answersOf(released).headers, 'yes');
    assert.equal(answersOf(released).findings, 'no');
    const { extract, ...others } = FOR_OTHERS.party.show.all;
    const asked = await judged({ ...FOR_OTHERS.party, show: { all: others } });
    assert.equal(answersOf(asked).headers, 'yes');
    assert.ok(asked.notes.map((n) => n.about).includes('a part extract is disclosed though the bundle is meant for a party'));
  });

  test('a successor is told from what only says so', async () => {
    const keys = await sampleKeys();
    const both = policyOf(keys, { logs: [keys.log, keys.nextLog] });
    const last = async (change = () => {}, options = {}) => {
      const model = await sampleModel(keys);
      change(model);
      return { model, bytes: encode(await assemble(model, options)) };
    };
    const closing = (key) => (m) => m.entries.push(single(8, m.entries[6].header.time, 'closing', { key: key.vkey, origin: key.name }));
    const next = async (old, { follows = {}, key = keys.nextLog, change = () => {} } = {}) => {
      const model = await sampleModel(keys);
      model.logKey = key;
      model.origin = key.name;
      const root = rootOfEntries(old.entries).toString('hex');
      Object.assign(model.entries[0].header, { origin: key.name, follows: { origin: old.origin, size: old.entries.length, root, ...follows } });
      change(model);
      return encode(await assemble(model));
    };
    const old = await last(closing(keys.nextLog));
    const open = await last();
    const good = await next(old.model);
    const rival = await newKey(keys.nextLog.name, 1, 'a rival');
    const goesOn = (m) => { closing(keys.nextLog)(m); m.entries.pop(); m.entries.push(single(8, m.entries[6].header.time, 'rating', { by: 'desk' })); };
    const cases = {
      'the closing names it': [good, old.bytes, 'yes'],
      'no bundle of the log before': [good, null, 'could not tell'],
      'another key of the name': [await next(old.model, { key: rival }), old.bytes, 'no', policyOf(keys, { logs: [keys.log, rival] })],
      'the closing names another': [good, (await last(closing(keys.otherDevice))).bytes, 'no'],
      'it begins before the end': [await next(open.model), (await last(goesOn)).bytes, 'no'],
      'it begins beyond the closing': [await next(old.model, { follows: { size: 9 } }), old.bytes, 'no'],
      'the bundle before is older': [await next(open.model, { follows: { size: 9 } }), open.bytes, 'could not tell'],
      'it follows another tree': [await next(old.model, { follows: { root: saltOf('r') } }), old.bytes, 'no'],
      'it follows another log': [await next(old.model, { follows: { origin: 'log.example/other' } }), old.bytes, 'no'],
      'it follows none': [encode(await assemble({ ...(await sampleModel(keys)) })), old.bytes, 'no'],
      'the closing is not shown': [good, (await last(closing(keys.nextLog), { show: { 8: 'root' } })).bytes, 'could not tell'],
      'the last entry is not shown': [good, (await last(closing(keys.nextLog), { show: { 8: 'commitment' } })).bytes, 'could not tell'],
      'no closing, and the policy knows it': [await next(open.model), open.bytes, 'yes'],
      'no closing, and nobody cosigned it': [await next(open.model, { change: (m) => { m.cosigners = []; } }), open.bytes, 'no'],
      'the policy does not know the log before': [good, old.bytes, 'could not tell', policyOf(keys, { logs: [keys.nextLog] })],
      'the bundle before is none': [good, good.subarray(1), 'could not tell'],
      'it is none': [good.subarray(0, -1), old.bytes, 'could not tell'],
    };
    for (const [name, [bytes, follows, want, policy = both]] of Object.entries(cases)) {
      const { answers } = await verifyBundle(bytes, { policy, follows });
      const { answer, why } = answers.find((a) => a.question === 'succession');
      assert.equal(answer, want, `${name}: ${why}`);
    }
  });

  test('chunks may end anywhere', async () => {
    const { bytes, policy } = cases[0];
    const want = await verifyBundle(bytes, { policy });
    for (const size of [1, 7, 64, 1000]) {
      async function* chunks() {
        for (let at = 0; at < bytes.length; at += size) yield new Uint8Array(bytes.subarray(at, at + size));
      }
      assert.deepEqual(await verifyBundle(chunks(), { policy }), want);
    }
  });

  test('a line that is too long is refused before it is read whole', async () => {
    let given = 0;
    async function* endless() {
      for (;;) {
        given += 1 << 20;
        yield new Uint8Array(1 << 20).fill(0x20);
      }
    }
    const result = await verifyBundle(endless());
    assert.deepEqual(answersOf(result), REFUSED);
    assert.equal(given, 65 << 20);
  });

  test('a line of many small things is refused before it fills the memory', async () => {
    const result = await verifyBundle(utf8(`{"bundle":[${'{},'.repeat(3000000)}{}]}\n`));
    assert.deepEqual(answersOf(result), REFUSED);
    assert.match(result.answers[0].why, /too many objects and arrays/);
  });

  test('a fault while reading is no answer', async () => {
    async function* broken() {
      yield utf8('{"bundle":');
      throw new Error('the disk is gone');
    }
    const result = await verifyBundle(broken());
    assert.equal(result.whole, 'could not tell');
    assert.ok(result.answers.every((a) => a.answer === 'could not tell' && a.why.includes('the disk is gone')));
  });

  test('a bundle of 4,000 reports is read', async () => {
    const keys = await sampleKeys();
    const model = await sampleModel(keys);
    const extract = { level: 'report', received: 1, source: 's', sightings: [{ act: 'explosion' }] };
    for (let n = 8; n <= 47; n++) {
      const parts = Array.from({ length: 100 }, (_, i) => reportParts(`${n} ${i}`, { identity: { door: 'd' }, original: { digest: `${n}` }, extract: { ...extract, tag: `${n} ${i}` } })).flat();
      model.entries.push(entry(n, model.entries[6].header.time, 'submission/1', parts));
    }
    const result = await verifyBundle(encode(await assemble(model)), { policy: policyOf(keys) });
    assert.deepEqual(answersOf(result), HOLDS);
    assert.equal(result.size, 47);
  });
});

describe('mutations', () => {
  test('no change of bytes goes unseen', async () => {
    const { bytes, policy } = await sample();
    const next = chance(20310503);
    const kinds = [
      (b, i) => { b[i] ^= 1 << next(8); return b; },
      (b, i) => { b[i] = next(256); return b; },
      (b, i) => { b[i] = bytes[next(bytes.length)]; return b; },
      (b, i) => Buffer.concat([b.subarray(0, i), b.subarray(i + 1)]),
      (b, i) => Buffer.concat([b.subarray(0, i), Buffer.of(next(128)), b.subarray(i)]),
      (b, i) => Buffer.concat([b.subarray(0, i), b.subarray(i, i + 1 + next(40)), b.subarray(i)]),
      (b, i) => { const j = next(b.length); [b[i], b[j]] = [b[j], b[i]]; return b; },
      (b) => { const l = b.toString('latin1').split('\n'); const [i, j] = [next(13), next(13)]; [l[i], l[j]] = [l[j], l[i]]; return Buffer.from(l.join('\n'), 'latin1'); },
    ];
    let changes = 0;
    const refusals = {};
    while (changes < 800) {
      const changed = kinds[next(kinds.length)](Buffer.from(bytes), next(bytes.length));
      if (changed.equals(bytes)) continue;
      changes++;
      const result = await verifyBundle(changed, { policy, without: ['recomputed'] });
      assert.equal(result.whole, 'no', JSON.stringify(changed.toString('latin1')));
      for (const a of result.answers) if (a.answer === 'no') refusals[a.question] = (refusals[a.question] ?? 0) + 1;
    }
    console.log(`of ${changes} changes none went unseen; questions answered with no: ${JSON.stringify(refusals)}`);
    for (const question of ['form', 'log', 'quorum', 'tree', 'headers', 'findings', 'inputs']) assert.ok(refusals[question] > 0, question);
  });

  test('bytes by chance are refused and never throw', async () => {
    const { bytes } = await sample();
    const next = chance(4);
    for (let i = 0; i < 600; i++) {
      const noise = Uint8Array.from({ length: next(200) }, () => next(256));
      const result = await verifyBundle(i % 2 === 0 ? noise : Buffer.concat([bytes.subarray(0, next(bytes.length)), noise, Buffer.from('\n')]));
      assert.equal(result.answers[0].answer, 'no');
    }
  });
});

describe('files beside the verifier', () => {
  const folder = new URL('testdata/', import.meta.url);

  test('testdata holds what the cases make, and not more than 400 kB', async () => {
    const want = await testdata();
    assert.deepEqual((await readdir(folder)).sort(), Object.keys(want).sort());
    let total = 0;
    for (const [name, content] of Object.entries(want)) {
      const got = await readFile(new URL(name, folder));
      total += got.length;
      assert.ok(got.equals(Buffer.from(content)), `${name} differs; run node verifier/testdata.mjs`);
    }
    assert.ok(total <= 400000, `${total} bytes`);
  });

  test('the page holds the verifier as it is', async () => {
    assert.equal(await readFile(new URL('index.html', import.meta.url), 'utf8'), await page(), 'run node verifier/build.mjs');
  });

  test('the page of a public release holds its check as it is, in a classic script, and asks nobody for anything', async () => {
    const html = await readFile(RELEASE_PAGE, 'utf8');
    assert.equal(html, await releasePage(), 'run node verifier/build.mjs');
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/);
    assert.doesNotMatch(html, /type="module"|\b(?:src|href)=|fetch\(|XMLHttpRequest|WebSocket|import\(|@import|url\(|^(?:im|ex)port /m);
  });

  test('the page asks nobody for anything', async () => {
    const html = await readFile(new URL('index.html', import.meta.url), 'utf8');
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-/);
    assert.doesNotMatch(html, /\b(?:src|href)=|fetch\(|XMLHttpRequest|WebSocket|import\(|@import|url\(/);
  });
});

describe('public releases', () => {
  test('a folder that lost its subfolder is told apart from one that was changed', () => {
    const listed = [['day/2026-02-02.html', 'a day'], ['index.html', 'a page']].map(([name, content]) => new Map([['name', name], ['bytes', content.length], ['sha256', toHex(sha256(utf8(content)))]]));
    const answer = (files) => checkFiles(new Map(Object.entries({ 'index.html': 'a page', ...files }).map(([name, content]) => [name, utf8(content)])), listed)[0];
    assert.equal(answer({ 'day/2026-02-02.html': 'a day' }), 'yes');
    assert.equal(answer({ '2026-02-02.html': 'a day' }), 'could not tell');
    assert.equal(answer({}), 'could not tell');
    assert.equal(answer({ '2026-02-02.html': 'a dax' }), 'no');
    assert.equal(answer({ 'day/2026-02-02.html': 'a dax' }), 'no');
    assert.equal(answer({ '2026-02-02.html': 'a day', more: 'a day' }), 'no');
    assert.equal(answer({ 'day/2026-02-03.html': 'a day' }), 'no');
    assert.equal(answer({ '2026-02-02.html': 'a day', 'index.html': 'b page' }), 'no');
  });

  test('the way from a leaf to the root is that of the tree, and no other', () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = Array.from({ length: size }, (_, i) => Buffer.from(`leaf ${i}`));
      const root = toHex(rootOf(leaves));
      for (let i = 0; i < size; i++) {
        const hash = (n) => sha256(Uint8Array.of(0), leaves[n]);
        const proof = proofOf(leaves, i);
        assert.equal(toHex(rootOfAct(i, size, hash(i), proof)), root);
        const other = rootOfAct((i + 1) % size, size, hash(i), proof);
        if (size > 1) assert.ok(other === null || toHex(other) !== root);
        assert.equal(rootOfAct(i, size, hash(i), [...proof, hash(i)]), null);
      }
    }
  });
});

describe('receipts', async () => {
  const keys = await sampleKeys();
  const policy = policyOf(keys, { quorum: 'two' });
  const model = await sampleModel(keys);
  const last = model.entries[6];
  const SIGNED = 1935554400; // seconds of the first cosignature; the others follow a second apart
  const leaves = (m) => m.entries.map((e) => leafTextOf(e));

  async function receiptOf({ level = 'durable', e = last, seq = e.header.seq, deadline = SIGNED * 1000 + 5000, more = {}, key = keys.log, m = model }) {
    const fields = { v: 1, level, origin: model.origin, root: partsRootOf(e.parts).toString('hex'), received: SIGNED * 1000 - 5000, deadline };
    if (level !== 'received') Object.assign(fields, { seq, header: headerHashOf(e).toString('hex') });
    if (level === 'logged' || level === 'witnessed') {
      Object.assign(fields, { proof: proofOf(leaves(m), seq - 1).map((h) => h.toString('hex')), checkpoint: await checkpointOf(m) });
    }
    return utf8(await signNote(`truce/receipt/1\n${canonical({ ...fields, ...more })}\n`, key));
  }
  const bundleOf = async (change = () => {}, options = {}) => {
    const m = await sampleModel(keys);
    change(m);
    return encode(await assemble(m, options));
  };
  const NOW = (SIGNED + 60) * 1000;
  const answer = async (receipt, bundle = null, by = policy, now = NOW) => {
    const { answer: given, why } = await verifyReceipt(await receiptOf(receipt), { policy: by, bundle, now });
    return [given, why.split(':')[0]];
  };
  const early = SIGNED * 1000 - 1;
  const shorter = (m) => { m.entries.pop(); };

  const cases = {
    'a receipt by itself': [{}, null, 'could not tell', 'the receipt shows no checkpoint'],
    'it stands in the bundle in time': [{}, {}, 'yes', 'it stands under the checkpoint of the bundle, cosigned in time'],
    'it stands in the bundle, cosigned later': [{ deadline: early }, {}, 'could not tell', 'it stands in the bundle, which does not show that it did by the deadline'],
    'it stands in the bundle and two of three cosigned in time': [{ deadline: SIGNED * 1000 + 1000 }, {}, 'yes', 'it stands under the checkpoint of the bundle, cosigned in time'],
    'one of two that are needed cosigned in time': [{ deadline: SIGNED * 1000 }, {}, 'could not tell', 'it stands in the bundle, which does not show that it did by the deadline'],
    'it is left out': [{ deadline: early }, { change: shorter }, 'no', 'left out'],
    'it is left out, and two of three cosigned late': [{ deadline: SIGNED * 1000 }, { change: shorter }, 'no', 'left out'],
    'it is left out, and one of three cosigned late': [{ deadline: SIGNED * 1000 + 1000 }, { change: shorter }, 'could not tell', 'the bundle does not show that the deadline was missed'],
    'it is left out before the deadline': [{}, { change: shorter }, 'could not tell', 'the bundle does not show that the deadline was missed'],
    'another entry stands in its place': [{}, { change: (m) => { m.entries[6].parts[0].content = '{}'; } }, 'no', 'replaced'],
    'the entry is withheld in the bundle': [{}, { options: { show: { 7: 'commitment' } } }, 'yes', 'it stands under the checkpoint of the bundle, cosigned in time'],
    'the bundle is damaged': [{}, { change: (m) => { m.root = Buffer.alloc(32); } }, 'could not tell', 'the bundle shows nothing'],
    'a receipt of level received, and it stands': [{ level: 'received' }, {}, 'yes', 'it stands under the checkpoint of the bundle, cosigned in time'],
    'a receipt of level received, and it is left out': [{ level: 'received', deadline: early }, { change: shorter }, 'no', 'left out'],
    'a receipt of level received, and an entry is withheld': [{ level: 'received', deadline: early }, { change: shorter, options: { show: { 2: 'commitment' } } }, 'could not tell', 'the bundle does not show what every entry holds'],
    'a receipt of level logged': [{ level: 'logged' }, null, 'yes', 'it stands under the checkpoint that the receipt shows, cosigned in time'],
    'a receipt of level witnessed, and the bundle has another entry': [{ level: 'witnessed' }, { change: (m) => { m.entries[6].parts[0].content = '{}'; } }, 'no', 'replaced'],
    'a receipt of level witnessed, cosigned late': [{ level: 'witnessed', deadline: early }, null, 'could not tell', 'the cosignatures that the receipt shows do not meet the quorum by the deadline'],
    'a proof that leads elsewhere': [{ level: 'logged', more: { proof: [] } }, null, 'could not tell', 'the proof of the receipt does not lead to the root of its checkpoint'],
    'a proof that is longer than any tree is high': [{ level: 'logged', more: { proof: Array(60).fill('0'.repeat(64)) } }, {}, 'yes', 'it stands under the checkpoint of the bundle, cosigned in time'],
    'a proof that leads elsewhere, and the bundle has another entry': [{ level: 'logged', more: { proof: [] } }, { change: (m) => { m.entries[6].parts[0].content = '{}'; } }, 'no', 'replaced'],
    'a proof that leads elsewhere, and it is left out': [{ level: 'logged', more: { proof: [] }, deadline: early }, { change: shorter }, 'no', 'left out'],
    'a checkpoint of two lines': [{ level: 'logged', more: { checkpoint: 'a\n1\n\n\u2014 a AAAAAAA=\n' } }, {}, 'could not tell', 'it shows nothing'],
    'a receipt that is not signed by the log': [{ key: keys.otherLog }, {}, 'could not tell', 'it shows nothing'],
    'a receipt with an unknown member': [{ more: { more: 1 } }, {}, 'could not tell', 'it shows nothing'],
    'the longest deadline': [{ deadline: SIGNED * 1000 - 5000 + 2678400000 }, {}, 'yes', 'it stands under the checkpoint of the bundle, cosigned in time'],
    'a deadline a millisecond beyond 31 days': [{ deadline: SIGNED * 1000 - 5000 + 2678400001 }, {}, 'could not tell', 'it shows nothing'],
    'a deadline that nobody lives to see': [{ deadline: 253402300799999 }, {}, 'could not tell', 'it shows nothing'],
    'a deadline before it came': [{ deadline: 0 }, {}, 'could not tell', 'it shows nothing'],
    'a level that is unknown': [{ more: { level: 'seen' } }, {}, 'could not tell', 'it shows nothing'],
  };
  for (const [name, [receipt, bundle, ...want]] of Object.entries(cases)) {
    test(name, async () => {
      assert.deepEqual(await answer(receipt, bundle === null ? null : await bundleOf(bundle.change, bundle.options)), want);
    });
  }

  test('one late cosignature does not show that it was left out, where the quorum needs all', async () => {
    const all = policyOf(keys);
    const by = async (deadline) => (await answer({ deadline }, await bundleOf(shorter), all))[0];
    assert.deepEqual([await by(SIGNED * 1000 + 1000), await by(SIGNED * 1000), await by(early)], ['could not tell', 'could not tell', 'no']);
  });

  test('cosignatures that are ahead of the clock count as none', async () => {
    const by = (now) => bundleOf(shorter).then((b) => answer({ deadline: early }, b, policy, now));
    const unknown = ['could not tell', 'the bundle does not show that the deadline was missed'];
    assert.deepEqual(await by((SIGNED + 1 - 300) * 1000), unknown);
    assert.deepEqual(await by(SIGNED * 1000 - 1), unknown, 'the deadline has not passed');
    assert.equal((await by(SIGNED * 1000))[0], 'no');
    assert.deepEqual(await by((SIGNED - 300) * 1000 + 999), ['could not tell', 'cosignatures on the checkpoint of the bundle are ahead of the clock']);
    assert.equal((await answer({ level: 'logged' }, null, policy, (SIGNED - 301) * 1000))[0], 'could not tell');
  });

  test('what shows it in time and what leaves it out contradict each other', async () => {
    const given = await answer({ level: 'logged', deadline: SIGNED * 1000 + 1000 }, await bundleOf((m) => { shorter(m); m.cosigners = m.cosigners.map(([k, s]) => [k, s + 100]); }));
    assert.deepEqual(given, ['could not tell', 'one checkpoint shows it in time and another that it was left out']);
  });

  test('a quorum of none shows no time', async () => {
    const none = policyOf(keys, { quorum: 'none' });
    assert.equal((await answer({}, await bundleOf(), none))[0], 'could not tell');
    assert.equal((await answer({ deadline: early }, await bundleOf(shorter), none))[0], 'could not tell');
  });

  test('proofs of every leaf of trees to 20 leaves lead to the root, and no other does', () => {
    for (let n = 1; n <= 20; n++) {
      const list = Array.from({ length: n }, (_, i) => Buffer.from(`leaf ${i}`));
      for (let i = 0; i < n; i++) {
        const proof = proofOf(list, i);
        assert.equal(toHex(rootOfProof(list[i], i, n, proof)), rootOf(list).toString('hex'));
        const longer = rootOfProof(list[i], i, n, [...proof, Buffer.alloc(32)]);
        assert.ok(longer === null || toHex(longer) !== rootOf(list).toString('hex'));
        if (proof.length > 0) assert.equal(rootOfProof(list[i], i, n, proof.slice(1)), null);
      }
    }
  });
});

describe('command line', () => {
  const run = promisify(execFile);
  const at = (name) => fileURLToPath(new URL(name, import.meta.url));
  async function cli(...args) {
    try {
      return { code: 0, ...(await run(process.execPath, ['--no-warnings', at('cli.mjs'), ...args])) };
    } catch (e) {
      return { code: e.code, stdout: e.stdout, stderr: e.stderr };
    }
  }
  const policy = ['--policy', at('testdata/policy-1.txt')];
  const mission = at('testdata/a-bundle-for-the-mission.bundle');

  test('exit codes are 0, 1 and 2', async () => {
    assert.equal((await cli(...policy, '--without', 'recomputed', mission)).code, 0);
    assert.equal((await cli(...policy, at('testdata/two-entries-are-swapped.bundle'))).code, 1);
    assert.equal((await cli(...policy, mission)).code, 2);
    assert.equal((await cli(mission)).code, 2);
    assert.equal((await cli(...policy, '--without', 'headers', at('testdata/a-rating-is-destroyed.bundle'))).code, 1, 'a no is never left out');
    for (const args of [[], ['--unknown'], [mission, mission], ['--without', 'tree', mission], ['--policy', 'no-such-file', mission], ['no-such-file']]) {
      assert.equal((await cli(...args)).code, 2, args.join(' '));
    }
  });

  test('it is printed how many entries are withheld', async () => {
    assert.match((await cli(...policy, at('testdata/an-entry-is-withheld.bundle'))).stdout, /^withheld {4}1 of 7 entries$/m);
    assert.doesNotMatch((await cli(...policy, mission)).stdout, /^withheld/m);
  });

  test('what is printed is what bundle.md asks for', async () => {
    const [expected] = JSON.parse(await readFile(at('testdata/expected.json'), 'utf8'));
    const { stdout, stderr } = await cli(...policy, mission);
    assert.equal(stderr, '');
    assert.equal(stdout, [
      'EXERCISE: 3 of 3 findings are of an invented or moved event',
      'origin      log.example/mill-truce',
      'audience    mission',
      'size        7',
      `root        ${expected.root}`,
      'findings    3',
      `digest      ${expected.digest}`,
      'form        yes', 'log         yes', 'quorum      yes', 'tree        yes', 'headers     yes', 'findings    yes: as the log\'s key says, not recomputed',
      'succession  yes', 'destroyed   yes', 'inputs      yes',
      'recomputed  could not tell: needs engine truce/engine/1',
      'whole       could not tell',
      '',
    ].join('\n'));
    const two = await cli('--policy', at('testdata/policy-2.txt'), at('testdata/two-of-three-cosigned-and-two-are-enough.bundle'));
    assert.match(two.stdout, /\ncosigner {4}c did not sign\n$/);
  });

  test('a receipt is asked about with a bundle', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'verifier-'));
    const [receipt, trusted] = ['receipt', 'policy'].map((name) => join(folder, name));
    await Promise.all([writeFile(receipt, PAGE_RECEIPT), writeFile(trusted, PAGE_POLICY)]);
    const { code, stdout } = await cli('--receipt', receipt, '--policy', trusted, '--bundle', mission);
    await rm(folder, { recursive: true });
    assert.equal(code, 2);
    assert.match(stdout, /\nkept {8}could not tell: the bundle shows nothing: log is no/);
  });

  test('a batch gives a line for each', async () => {
    const child = run(process.execPath, [at('cli.mjs'), '--batch']);
    child.child.stdin.end(`${JSON.stringify({ bundle: mission, policy: policy[1] })}\n${JSON.stringify({ bundle: mission })}\n`);
    const results = (await child).stdout.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(results.map((r) => r.answers[1].answer), ['yes', 'could not tell']);
  });

  test('JSON holds the same', async () => {
    const { stdout } = await cli('--json', ...policy, mission);
    assert.equal(JSON.parse(stdout).size, 7);
  });
});
