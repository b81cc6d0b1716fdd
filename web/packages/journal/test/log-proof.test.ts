import { createHash, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Ed25519Subtle, PROOF_HEADER, readCheckpoint, readLogProof, readNote, readVerifier, signedAt, toUtf8, writeLogProof } from "../src/index.ts";

// As transparency-dev/formats (proof/tlog_proof_test.go) hashes and writes them; the Python twin has the same cases.
const hashed = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const [one, other] = [hashed("hash1"), hashed("hash2")];
const none = new Uint8Array();

test("a proof is written and read as by others", () => {
  const cases = [
    [{ index: 5, path: [one, other], note: "test checkpoint\n", extra: none }, `${PROOF_HEADER}\nindex 5\n${base64(one)}\n${base64(other)}\n\ntest checkpoint\n`],
    [
      { index: 10, path: [one], note: "checkpoint data\n", extra: toUtf8("extra information") },
      `${PROOF_HEADER}\nextra ZXh0cmEgaW5mb3JtYXRpb24=\nindex 10\n${base64(one)}\n\ncheckpoint data\n`,
    ],
    [{ index: 0, path: [], note: "log\n1\nroot\n\n- log A\n", extra: none }, `${PROOF_HEADER}\nindex 0\n\nlog\n1\nroot\n\n- log A\n`],
  ] as const;
  for (const [proof, text] of cases) {
    expect(writeLogProof(proof)).toBe(text);
    expect(readLogProof(text)).toEqual(proof);
  }
});

test("what is no proof is refused", () => {
  for (const text of [
    "", `${PROOF_HEADER}\n`, `${PROOF_HEADER}\n\ncheckpoint\n`, "wrong\nindex 0\n\ncheckpoint\n",
    `${PROOF_HEADER}\nextra !!\nindex 0\n\ncheckpoint\n`, `${PROOF_HEADER}\nextra AAAA\n\ncheckpoint\n`, `${PROOF_HEADER}\nindex no\n\ncheckpoint\n`,
    `${PROOF_HEADER}\nindex -5\n\ncheckpoint\n`, `${PROOF_HEADER}\nindex 05\n\ncheckpoint\n`, `${PROOF_HEADER}\nindex 0\n!!\n\ncheckpoint\n`,
    `${PROOF_HEADER}\nindex 0\n${base64(new Uint8Array(64))}\n\ncheckpoint\n`,
  ]) {
    expect([text, readLogProof(text)]).toEqual([text, undefined]);
  }
});

test("a witness of others is believed", async () => {
  const subtle = webcrypto.subtle as unknown as Ed25519Subtle;
  const file = new URL("../../../../conformance/witness/public.json", import.meta.url);
  const { cosigned } = JSON.parse(readFileSync(file, "utf8")) as { cosigned: Record<string, string> & { size: number; cosigned_at: number } };
  const note = readNote(cosigned["note"] ?? "");
  const [log, witness] = [await readVerifier(subtle, cosigned["log_key"] ?? ""), await readVerifier(subtle, cosigned["witness_key"] ?? "")];
  if (!note || !log || !witness) throw new Error("unreadable");
  expect(await signedAt(subtle, note, log)).toBe(0);
  expect(await signedAt(subtle, note, witness)).toBe(cosigned.cosigned_at);
  expect(readCheckpoint(note.text)?.size).toBe(cosigned.size);
  expect(await signedAt(subtle, { ...note, text: note.text.replace("1432088532", "1432088533") }, witness)).toBeUndefined();
});
