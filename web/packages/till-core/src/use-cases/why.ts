/** Why something out of the ordinary is done, and who allowed it. */
import type { EntryObject } from "@comptoir/journal";

import type { Approval } from "../people/approvals.ts";
import { isReason } from "../people/reasons.ts";

export interface Why {
  readonly reason?: string;
  readonly approvals?: readonly Approval[];
}

export function reasonMember(why: Why): EntryObject {
  return why.reason === undefined || !isReason(why.reason) ? {} : { reason: why.reason };
}
