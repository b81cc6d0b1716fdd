/** Germany (KassenSichV): the device hangs at the shop's server; without an answer the paper says that it is out (§ 6, AEAO on § 146a). */
import { germany } from "@comptoir/till-core/fiscal/germany";

export const plugin = germany;
