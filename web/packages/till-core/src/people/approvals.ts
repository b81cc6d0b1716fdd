/** What somebody allowed another person to do, here and now. It is sealed in the entry of what was done. */
import type { EntryObject } from "@comptoir/journal";

import type { SettingsDocument } from "../documents.ts";
import { done, refused, type Result } from "../refusal.ts";
import { lacks, type Need, type Right } from "./rights.ts";

export interface Approval {
  readonly right: Right;
  readonly asked: number;
  /** What the person who did it may do alone. */
  readonly limit: number;
  readonly approver: string;
  readonly by: "pin" | "badge" | "passkey";
  readonly reason: string;
}

/** The approvals that the needs take, or the first one that is missing. One that nobody needed is not sealed. */
export function granted(
  settings: SettingsDocument,
  cashier: string,
  needs: readonly Need[],
  approvals: readonly Approval[],
): Result<readonly Approval[]> {
  const used: Approval[] = [];
  for (const { right, asked, limit } of lacks(settings, cashier, needs)) {
    const approval = approvals.find((given) => given.right === right && given.asked >= asked);
    if (approval === undefined) return refused("approval.needed", { right, asked, limit });
    used.push({ ...approval, asked, limit });
  }
  return done(used);
}

/** The member of an entry's body; absent when nothing was approved. */
export function approvalsMember(approvals: readonly Approval[]): EntryObject {
  if (approvals.length === 0) return {};
  return {
    approvals: approvals.map(({ right, asked, limit, approver, by, reason }) => ({ right, asked, limit, approver, by, reason })),
  };
}
