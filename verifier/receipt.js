// SPDX-License-Identifier: Apache-2.0

// Verifier of receipts (docs/spec/receipt.md), written from the pages in docs/spec alone. It answers whether the operator kept the
// word that a receipt gives: yes, no or could not tell. Like the verifier of bundles, it runs unchanged in a browser and in Node.

import {
  EXIT_CODES, NO, Refused, Tree, UNKNOWN, YES, decodeUTF8, equal, hash32, instant, isOrigin, leafHash, meets, members, object, parsePolicy, partHash,
  printable, readCanonical, readCheckpointText, readNote, refuse, sha256, signatureBy, text, timesOf, toHex, utf8, verifyBundle, whole, writeCanonical,
} from './verify.js';

const LEVELS = ['received', 'durable', 'logged', 'witnessed'];
const MAX_SUBMISSION = 10 * 1024 * 1024; // bytes
const MAX_RECEIPT = 1024 * 1024; // bytes
const MAX_MERGE = 31 * 24 * 60 * 60 * 1000; // milliseconds from when it came to the deadline
const CLOCK_TOLERANCE = 300; // seconds that a cosignature may be ahead of the reader's clock

function readReceipt(source) {
  if (source.length > MAX_RECEIPT) refuse('the receipt is longer than 1 MiB');
  const note = readNote(decodeUTF8(source, 'the receipt'), 'the receipt');
  const lines = note.text.split('\n', 4);
  if (lines.length !== 3 || lines[0] !== 'truce/receipt/1') refuse('the receipt does not have its two lines');
  const said = object(readCanonical(lines[1]), 'the receipt');
  const level = LEVELS.indexOf(said.get('level'));
  if (level < 0) refuse('the receipt: the level is not known');
  members(said, 'the receipt', ['v', 'level', 'origin', 'root', 'received', 'deadline',
    ...(level >= 1 ? ['seq', 'header'] : []), ...(level >= 2 ? ['proof', 'checkpoint'] : [])]);
  if (said.get('v') !== 1) refuse('the receipt: v is not 1');
  const origin = said.get('origin');
  if (!isOrigin(origin)) refuse('the receipt: origin is not the name of a log');
  const receipt = {
    note, origin, level, root: hash32(said.get('root'), 'the receipt: root'),
    received: instant(said.get('received'), 'the receipt: received'), deadline: instant(said.get('deadline'), 'the receipt: deadline'),
  };
  if (receipt.deadline < receipt.received) refuse('the receipt: the deadline is before it was received');
  if (receipt.deadline - receipt.received > MAX_MERGE) refuse('the receipt: the deadline is more than 31 days after it was received');
  if (level >= 1) {
    receipt.seq = whole(said.get('seq'), 'the receipt: seq');
    receipt.commitment = sha256(utf8('truce/entry/1\n'), hash32(said.get('header'), 'the receipt: header'), receipt.root);
  }
  if (level >= 2) {
    const proof = said.get('proof');
    if (!Array.isArray(proof)) refuse('the receipt: proof is not a list of hashes');
    receipt.proof = proof.map((hash) => hash32(hash, 'the receipt: proof'));
    receipt.checkpoint = readNote(text(said.get('checkpoint'), 'the receipt: checkpoint'), 'the checkpoint of the receipt');
    receipt.shown = readCheckpointText(receipt.checkpoint.text, 'the checkpoint of the receipt');
  }
  return receipt;
}

// The root that an inclusion proof (RFC 6962, section 2.1.1) leads to, or null where it has not as many hashes as it must.
export function rootOfProof(leaf, index, size, proof) {
  const one = Uint8Array.of(1);
  let hash = leafHash(leaf);
  let at = index;
  let last = size - 1;
  for (const sibling of proof) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      hash = sha256(one, sibling, hash);
      while (at % 2 === 0 && at > 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = sha256(one, hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

// The first key of the log that signed the note, null where none did.
async function signerOf(logs, origin, note) {
  for (const key of logs) if (key.name === origin && await signatureBy(key, note) === 'holds') return key;
  return null;
}

// What the cosignatures on a checkpoint say of a deadline: `accepted` by the policy, `inTime` where those made by the deadline meet
// the quorum, `over` where it has passed by the clock and those made after it do, and nobody can meet it without one of them. One that is further ahead of the clock
// (milliseconds) than is tolerated counts as none. A quorum of none shows no time.
async function timing(policy, note, { deadline, now }) {
  const times = new Map();
  const latest = BigInt(Math.floor(now / 1000) + CLOCK_TOLERANCE);
  for (const { name, key } of policy.cosigners) times.set(name, (await timesOf(key, note)).filter((seconds) => seconds <= latest));
  const some = (name, test) => times.get(name).some((seconds) => test(seconds * 1000n));
  const isLate = (name) => some(name, (ms) => ms > BigInt(deadline));
  const timed = policy.quorum !== 'none';
  return {
    accepted: meets(policy, (name) => some(name, () => true)),
    inTime: timed && meets(policy, (name) => some(name, (ms) => ms <= BigInt(deadline))),
    over: timed && now > deadline && meets(policy, isLate) && !meets(policy, (name) => !isLate(name)),
  };
}

// What a receipt shows may be bad: then it shows nothing, and promises no less than one of level durable.
async function byItself(receipt, policy, { log, now }) {
  if (receipt.level < 2) return [UNKNOWN, 'the receipt shows no checkpoint'];
  const { origin, size, root } = receipt.shown;
  if (origin !== receipt.origin) return [UNKNOWN, 'the checkpoint of the receipt is of another log'];
  if (await signerOf([log], origin, receipt.checkpoint) === null) return [UNKNOWN, 'the log did not sign the checkpoint of the receipt'];
  const leaf = utf8(`truce/leaf/1\n${toHex(receipt.commitment)}\n`);
  const led = receipt.seq > Number(size) ? null : rootOfProof(leaf, receipt.seq - 1, Number(size), receipt.proof);
  if (led === null || !equal(led, root)) return [UNKNOWN, 'the proof of the receipt does not lead to the root of its checkpoint'];
  const { accepted, inTime } = await timing(policy, receipt.checkpoint, { deadline: receipt.deadline, now });
  if (accepted && inTime) return [YES, 'it stands under the checkpoint that the receipt shows, cosigned in time'];
  return [UNKNOWN, 'the cosignatures that the receipt shows do not meet the quorum by the deadline'];
}

// The parts root of a submission file (docs/spec/submission.md) and the log that its header names. Whether the device signed it is
// not asked: what is asked is what the bytes are.
export function readSubmission(source) {
  if (source.length > MAX_SUBMISSION) refuse('the submission is longer than 10 MiB');
  const file = decodeUTF8(source, 'the submission');
  if (!file.endsWith('\n')) refuse('the submission does not end with a line feed');
  const sent = readCanonical(file.slice(0, -1));
  members(sent, 'the submission', ['header', 'reports', 'salts']);
  const [reports, salts] = [sent.get('reports'), sent.get('salts')];
  if (!Array.isArray(reports) || !Array.isArray(salts) || reports.length === 0 || salts.length !== 3 * reports.length) {
    refuse('the submission does not have reports and three salts for each');
  }
  const tree = new Tree();
  reports.forEach((report, i) => ['identity', 'original', 'extract'].forEach((label, k) => {
    const content = object(object(report, 'a report').get(label), `report ${i + 1}: ${label}`);
    tree.add(partHash(label, hash32(salts[3 * i + k], 'a salt'), writeCanonical(content)));
  }));
  const lines = readNote(text(sent.get('header'), 'the header'), 'the header of the submission').text.split('\n');
  return { root: tree.root(), origin: object(readCanonical(lines[1] ?? ''), 'the header').get('origin') };
}

const LEFT_OUT = 'left out: a quorum cosigned the checkpoint after the deadline, and none of it knew a tree that holds it';
const CONTRADICTED = 'one checkpoint shows it in time and another that it was left out: cosigners of the quorum broke faith, and not one of them alone where the quorum bears it';

async function byBundle(receipt, policy, { bundle, policySource, now }) {
  const seen = { note: null, commitment: null, stands: false, hidden: false };
  const observer = {
    checkpoint: (note) => { seen.note = note; },
    entry: (seq, commitment, root) => {
      if (seq === receipt.seq) seen.commitment = commitment;
      if (root === null) seen.hidden = true;
      else if (equal(root, receipt.root)) seen.stands = true;
    },
  };
  const result = await verifyBundle(bundle, { policy: policySource, observer });
  const failed = result.answers.find((a) => ['form', 'log', 'quorum', 'tree'].includes(a.question) && a.answer !== YES);
  if (failed) return [UNKNOWN, `the bundle shows nothing: ${failed.question} is ${failed.answer}: ${failed.why}`];
  if (result.origin !== receipt.origin) return [UNKNOWN, 'the bundle is of another log'];
  const { accepted, inTime, over } = await timing(policy, seen.note, { deadline: receipt.deadline, now });
  if (!accepted) return [UNKNOWN, 'cosignatures on the checkpoint of the bundle are ahead of the clock'];
  const late = over ? [NO, LEFT_OUT] : [UNKNOWN, 'the bundle does not show that the deadline was missed'];
  const kept = inTime ? [YES, 'it stands under the checkpoint of the bundle, cosigned in time'] : [UNKNOWN, 'it stands in the bundle, which does not show that it did by the deadline'];
  if (receipt.level === 0) {
    if (seen.stands) return kept;
    return seen.hidden ? [UNKNOWN, 'the bundle does not show what every entry holds'] : late;
  }
  if (receipt.seq > result.size) return late;
  return equal(seen.commitment, receipt.commitment) ? kept : [NO, `replaced: entry ${receipt.seq} is another`];
}

// Whether the operator kept its word. The receipt and the policy are bytes; the bundle is bytes or chunks, or null; the submission
// is the bytes that were sent, for which the receipt must be, or null; `now` is the reader's clock, in milliseconds since 1970. The
// result has `answer`, `why` and `exitCode`, and, where the receipt is of its form, `level`, `origin`, `seq` (null), `root`, `received`
// and `deadline`.
export async function verifyReceipt(source, { policy: policySource, bundle = null, submission = null, now = Date.now() }) {
  let facts = {};
  try {
    const policy = parsePolicy(policySource);
    const receipt = readReceipt(source);
    const { origin, received, deadline } = receipt;
    facts = { level: LEVELS[receipt.level], origin, seq: receipt.seq ?? null, root: toHex(receipt.root), received, deadline };
    const log = await signerOf(policy.logs, origin, receipt.note);
    if (log === null) refuse(`no log ${printable(origin, 60)} of the policy signed the receipt`);
    if (submission !== null) {
      const sent = readSubmission(submission);
      if (sent.origin !== origin) refuse(`the submission was sealed for the log ${printable(sent.origin, 60)}`);
      if (!equal(sent.root, receipt.root)) refuse(`the receipt is for something else: what was sent has the root ${toHex(sent.root)}`);
    }
    const own = await byItself(receipt, policy, { log, now });
    const shown = bundle === null ? own : await byBundle(receipt, policy, { bundle, policySource, now });
    const kept = own[0] === YES;
    const [answer, why] = kept && shown[1] === LEFT_OUT ? [UNKNOWN, CONTRADICTED] : kept && shown[0] === UNKNOWN ? own : shown;
    return { answer, why, exitCode: EXIT_CODES[answer], ...facts };
  } catch (e) {
    if (!(e instanceof Refused)) throw e;
    return { answer: UNKNOWN, why: `it shows nothing: ${e.message}`, exitCode: EXIT_CODES[UNKNOWN], ...facts };
  }
}
