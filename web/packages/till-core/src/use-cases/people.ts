/** Who stands at the till: switched by a tap, a PIN or a badge, checked here and now; and the lock in between. */
import { type Bytes, type EntryObject, fromBase64url, toBase64url } from "@comptoir/journal";

import type { TillContext } from "../context.ts";
import type { Cells, ChainRow } from "../database.ts";
import type { CashierDocument, SettingsDocument } from "../documents.ts";
import type { Approval } from "../people/approvals.ts";
import { needsProof } from "../people/needs-proof.ts";
import { judgePasskey, passkeysFor, type Assertion, type PasskeyRequest } from "../people/passkeys.ts";
import { isReason } from "../people/reasons.ts";
import { lacks, type Need } from "../people/rights.ts";
import { waitAfter, waitLeft } from "../people/tries.ts";
import { badgeHash, verifierOf, type SecretKind } from "../people/verifiers.ts";
import type { SealingKey } from "../ports.ts";
import { done, refused, type Result } from "../refusal.ts";
import type { TillState } from "../views.ts";

/** How somebody says who they are. A PIN without a name finds its person by itself. */
export type Proof =
  | { readonly kind: "pin"; readonly digits: string; readonly cashier?: string }
  | { readonly kind: "badge"; readonly code: string }
  | { readonly kind: "passkey"; readonly assertion: Assertion };

/** A tap on a name is enough for somebody without a PIN and a badge. */
export type SignIn = { readonly kind: "tap"; readonly cashier: string } | Proof;

export interface Identified {
  readonly cashier: string;
  readonly by: SignIn["kind"];
}

export function signIn(context: TillContext, attempt: SignIn): Promise<Result<TillState>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const identified = await identify(context, attempt);
    return identified.ok ? takeOver(context, identified.value) : identified;
  });
}

/** The screen hides everything until somebody says who they are. What is in the basket stays. */
export function lock(context: TillContext): Promise<Result<null>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { cashier, is_locked: isLocked } = context.facts;
    if (cashier === undefined || isLocked) return done(null);
    await signed(context, writable.value.chain, { event: "signed_out", cashier }, (cells) => cells.put("is_locked", true));
    context.learn({ is_locked: true });
    return done(null);
  });
}

/**
 * Somebody who may do more says yes, with a PIN or a badge: what the present cashier lacks, for a reason. It is kept by whoever asked,
 * and sealed with what is then done.
 */
export function approve(context: TillContext, proof: Proof, needs: readonly Need[], reason: string): Promise<Result<readonly Approval[]>> {
  return context.exclusive(async () => {
    const writable = context.writable();
    if (!writable.ok) return writable;
    const { settings } = writable.value;
    if (!isReason(reason)) return refused("approval.reason_missing");
    const identified = await identify(context, proof);
    if (!identified.ok) return identified;
    const { cashier: approver } = identified.value;
    if (lacks(settings, approver, needs).length > 0) return refused("approval.not_enough");
    const given = lacks(settings, context.facts.cashier, needs);
    return done(given.map((lack): Approval => ({ ...lack, approver, by: proof.kind, reason })));
  });
}

/** The request that waits for its answer: it is good for one. */
const requests = new WeakMap<TillContext, PasskeyRequest>();

export function askPasskey(context: TillContext, host: string, origin: string): PasskeyRequest | undefined {
  const { settings } = context.facts;
  const allowed = settings === undefined ? [] : passkeysFor(settings, host).map((passkey) => passkey.id);
  if (allowed.length === 0) return undefined;
  const request = { challenge: toBase64url(context.ports.random.bytes(32)), rp_id: host, origin, allowed };
  requests.set(context, request);
  return request;
}

/** Call it inside `exclusive`: two tries at once would count as one. */
export async function identify(context: TillContext, proof: SignIn): Promise<Result<Identified>> {
  const { settings, people_key: key, tries } = context.facts;
  if (settings === undefined) return refused("till.no_settings");
  if (proof.kind === "tap") return tapped(settings, proof.cashier);
  if (proof.kind === "passkey") return byPasskey(context, settings, proof.assertion);
  if (key === undefined || settings.people.key !== key.public_key) return refused("people.not_ready");
  const left = waitLeft(tries, context.ports.clock.monotonic_ms());
  if (left > 0) return refused("people.wait", { wait_ms: left });
  const secret = await secretOf(context, settings, proof);
  if (secret === undefined) return refused("people.wrong");

  await countFailure(context);
  const found = await whose(context, key.key, proof.kind, secret, candidates(settings, proof));
  if (found === undefined) return refuseWrong(context);
  await context.db.write(["cells"], ({ cells }) => cells.clear("failures"));
  context.learn({ tries: { failures: 0, since_ms: 0 } });
  return done({ cashier: found.id, by: proof.kind });
}

/** Nobody guesses a signature: failures are not counted. What was refused is written down. */
async function byPasskey(context: TillContext, settings: SettingsDocument, assertion: Assertion): Promise<Result<Identified>> {
  const request = requests.get(context);
  requests.delete(context);
  if (request === undefined) return refused("people.wrong");
  const counts = (await context.db.cell("passkey_counts")) ?? {};
  const judged = await judgePasskey(context.ports.passkeys, settings, request, assertion, (passkey) => counts[passkey] ?? 0);
  if (judged.kind === "proved") {
    await context.db.write(["cells"], ({ cells }) => cells.put("passkey_counts", { ...counts, [judged.passkey]: judged.count }));
    return done({ cashier: judged.cashier.id, by: "passkey" });
  }
  const { chain, session } = context.facts;
  if (chain !== undefined) {
    await context.technicalEvent(chain, {
      event: "passkey_refused",
      reason: judged.kind === "copied" ? "copy" : "no_proof",
      ...(judged.cashier === undefined ? {} : { cashier: judged.cashier }),
      ...(session === undefined ? {} : { session: session.id }),
    });
  }
  return refused(judged.kind === "copied" ? "people.passkey_copied" : "people.wrong");
}

function tapped(settings: SettingsDocument, cashier: string): Result<Identified> {
  const found = settings.cashiers.find((candidate) => candidate.id === cashier);
  if (found === undefined) return refused("till.no_cashier");
  return needsProof(found) ? refused("people.proof_needed") : done({ cashier, by: "tap" });
}

function candidates(settings: SettingsDocument, proof: Proof): readonly CashierDocument[] {
  const wanted = proof.kind === "pin" ? proof.cashier : undefined;
  return wanted === undefined ? settings.cashiers : settings.cashiers.filter((cashier) => cashier.id === wanted);
}

/** What is compared, or `undefined` when it can be nobody's: that is no try. */
async function secretOf(context: TillContext, settings: SettingsDocument, proof: Exclude<Proof, { readonly kind: "passkey" }>): Promise<Bytes | undefined> {
  if (proof.kind === "badge") return badgeHash(context.ports.subtle, proof.code);
  const { pin } = settings.people;
  const salt = pin === undefined ? undefined : fromBase64url(pin.salt, 16);
  if (pin === undefined || salt === undefined || proof.digits.length !== pin.length) return undefined;
  return context.ports.secrets.stretch(proof.digits, salt, pin.iterations);
}

async function whose(
  context: TillContext,
  key: SealingKey,
  kind: SecretKind,
  secret: Bytes,
  cashiers: readonly CashierDocument[],
): Promise<CashierDocument | undefined> {
  // All of them, always: the time says nothing about who it was.
  const verifiers = await Promise.all(cashiers.map((cashier) => verifierOf(context.ports.secrets, key, kind, cashier.id, secret)));
  return cashiers.find((cashier, index) => cashier[kind] !== undefined && cashier[kind] === verifiers[index]);
}

/** Before the check: who pulls the plug in the middle of a try has used it. */
async function countFailure(context: TillContext): Promise<void> {
  const failures = context.facts.tries.failures + 1;
  await context.db.write(["cells"], ({ cells }) => cells.put("failures", failures));
  context.learn({ tries: { failures, since_ms: context.ports.clock.monotonic_ms() } });
}

async function refuseWrong(context: TillContext): Promise<Result<Identified>> {
  const { chain, cashier, session, tries } = context.facts;
  const wait = waitAfter(tries.failures);
  if (wait === 0) return refused("people.wrong");
  if (chain !== undefined) {
    await context.technicalEvent(chain, {
      event: "pin_blocked",
      failures: tries.failures,
      wait_ms: wait,
      ...(cashier === undefined ? {} : { cashier }),
      ...(session === undefined ? {} : { session: session.id }),
    });
  }
  return refused("people.wait", { wait_ms: wait });
}

async function signed(context: TillContext, chain: ChainRow, body: EntryObject, write: (cells: Cells<"readwrite">) => Promise<void>): Promise<void> {
  const { session } = context.facts;
  await context.append(chain, context.draft("technical_event", session === undefined ? body : { ...body, session: session.id }), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: ({ cells }) => write(cells),
  });
}

async function takeOver(context: TillContext, identified: Identified): Promise<Result<TillState>> {
  const { chain, cashier: before, session, is_locked: wasLocked } = context.facts;
  if (chain === undefined) return refused("till.not_enrolled");
  const { cashier, by } = identified;
  if (before === cashier) {
    if (wasLocked) await signed(context, chain, { event: "signed_in", cashier, by }, (cells) => cells.clear("is_locked"));
    context.learn({ is_locked: false });
    return done(context.state.value);
  }
  const body: EntryObject = {
    event: "cashier_changed",
    cashier,
    by,
    ...(before === undefined ? {} : { previous_cashier: before }),
    ...(session === undefined ? {} : { session: session.id }),
  };
  await context.append(chain, context.draft("technical_event", body), {
    stores: ["cells"],
    prepare: () => Promise.resolve(null),
    write: async ({ cells }) => {
      await cells.put("cashier", cashier);
      await cells.clear("is_locked");
    },
  });
  context.learn({ cashier, is_locked: false });
  return done(context.state.value);
}
