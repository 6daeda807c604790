// SPDX-License-Identifier: Apache-2.0

// The bytes that people sign when they vote and when they move a motion, and whether a signature of a key file holds over them: written
// from docs/spec/procedure.md alone. An act is the Map that readCanonical makes of it.

import { fromBase64, utf8, verifyEd25519Plain, writeCanonical } from './verify.js';

/** What a member signs of a vote: all of it, with what it says. */
export function ballotBytes({ choice, member, nth, says, motion }) {
  return utf8(['truce/ballot/3', choice, member, String(nth), says, motion].join('\n'));
}

/** What was signed of a vote before words were in it. */
export function wordlessBallotBytes({ choice, member, nth, motion }) {
  const head = nth === 1 ? ['truce/ballot/1', choice, member] : ['truce/ballot/2', choice, member, String(nth)];
  return utf8([...head, motion].join('\n'));
}

/** What a member signs of a motion that it moves under an agreement, as the one of that number there. */
export function moveBytes(agreement, number, move) {
  const signed = new Map([...move, ['agreement', agreement], ['number', number]]);
  signed.delete('key');
  signed.delete('signature');
  return utf8(`truce/move/1\n${writeCanonical(signed)}`);
}

/** Whether the key of a signed note, name+hash+key, signed a message. Keys of Ed25519 alone are asked. */
export function signedBy(key, message, signature) {
  const bytes = fromBase64(key.slice(key.indexOf('+', key.indexOf('+') + 1) + 1), 'key');
  return bytes.length === 33 && bytes[0] === 1 && verifyEd25519Plain(bytes.subarray(1), message, fromBase64(signature, 'signature'));
}
