/** Canonical bytes, digests, seals, envelopes, receipts' proofs, certificates; no DOM. Twin of comptoir.journal. */

export {
  canonicalize,
  canonicalText,
  checkEntryValue,
  ENTRY_DEPTH_MAX,
  type EntryObject,
  type EntryValue,
  type JsonValue,
  NotCanonical,
  type NotCanonicalReason,
} from "./canonical.ts";
export {
  buildCertificate,
  type Certificate,
  certificateDigest,
  type Ed25519Subtle,
  parseCertificate,
  verifyCertificate,
  verifySigned,
} from "./certificate.ts";
export { type Bytes, concat, fromBase64url, fromHex, fromUtf8, toBase64url, toHex, toUtf8 } from "./encoding.ts";
export {
  canonicalEntry,
  checkLimits,
  depthOf,
  ENTRY_BYTES_MAX,
  ENTRY_KINDS,
  type EntryCode,
  type EntryKind,
  type EntryResult,
  type Envelope,
  FORMAT,
  parseEnvelope,
  ownEnrolment,
  receiptNumber,
} from "./entry.ts";
export {
  buildEssentials,
  type Essentials,
  essentialsClaim,
  parseEssentials,
  RECEIPT_TAG,
  verifyEssentials,
} from "./essentials.ts";
export {
  digest,
  EMPTY_DIGEST,
  ENTRY_TAG,
  type KeyHandle,
  loadPublicKey,
  makeWebCryptoSealer,
  seal,
  SEAL_ALGORITHM,
  type Sealer,
  sha256Hex,
  type Subtle,
  verifyMessage,
  verifySeal,
} from "./seal.ts";
export { noteCommitment, SALT_BYTES } from "./note.ts";
export { makeVoucherCode, readForeignCode, readVoucherCode, voucherIdentifier, writeVoucherCode } from "./voucher.ts";
export { leafHash, verifyConsistency, verifyInclusion } from "./merkle.ts";
export { type LogProofText, PROOF_HEADER, readLogProof, writeLogProof } from "./log-proof.ts";
export { type Checkpoint, fromBase64, type Note, readCheckpoint, readNote, readVerifier, signedAt, toBase64, type Verifier } from "./signed-note.ts";
