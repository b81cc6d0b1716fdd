import { account } from "./en/account.ts";
import { basket } from "./en/basket.ts";
import { codes } from "./en/codes.ts";
import { common } from "./en/common.ts";
import { day } from "./en/day.ts";
import { deposit } from "./en/deposit.ts";
import { enrol } from "./en/enrol.ts";
import { giftCard } from "./en/gift-card.ts";
import { give } from "./en/give.ts";
import { goods } from "./en/goods.ts";
import { hardware } from "./en/hardware.ts";
import { links } from "./en/links.ts";
import { holds } from "./en/holds.ts";
import { order } from "./en/order.ts";
import { pay } from "./en/pay.ts";
import { payments } from "./en/payments.ts";
import { people } from "./en/people.ts";
import { print } from "./en/print.ts";
import { refusal } from "./en/refusal.ts";
import { returns } from "./en/returns.ts";
import { sales } from "./en/sales.ts";
import { sealing } from "./en/sealing.ts";
import { sell } from "./en/sell.ts";
import { settings } from "./en/settings.ts";
import { state } from "./en/state.ts";

/** The English words, a file a room; their keys are the catalogue's type. `{name}` is filled in; `.one` and `.other` belong together. */
export const en = {
  ...account,
  ...basket,
  ...codes,
  ...common,
  ...day,
  ...deposit,
  ...enrol,
  ...giftCard,
  ...give,
  ...goods,
  ...hardware,
  ...links,
  ...holds,
  ...order,
  ...pay,
  ...payments,
  ...people,
  ...print,
  ...refusal,
  ...returns,
  ...sales,
  ...sealing,
  ...sell,
  ...settings,
  ...state,
} as const;

export type Key = keyof typeof en;
export type Catalogue = Readonly<Record<Key, string>>;
