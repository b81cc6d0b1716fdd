import type { Catalogue } from "./en.ts";
import { account } from "./fr/account.ts";
import { basket } from "./fr/basket.ts";
import { codes } from "./fr/codes.ts";
import { common } from "./fr/common.ts";
import { day } from "./fr/day.ts";
import { deposit } from "./fr/deposit.ts";
import { enrol } from "./fr/enrol.ts";
import { giftCard } from "./fr/gift-card.ts";
import { give } from "./fr/give.ts";
import { goods } from "./fr/goods.ts";
import { hardware } from "./fr/hardware.ts";
import { links } from "./fr/links.ts";
import { holds } from "./fr/holds.ts";
import { order } from "./fr/order.ts";
import { pay } from "./fr/pay.ts";
import { payments } from "./fr/payments.ts";
import { people } from "./fr/people.ts";
import { print } from "./fr/print.ts";
import { refusal } from "./fr/refusal.ts";
import { returns } from "./fr/returns.ts";
import { sales } from "./fr/sales.ts";
import { sealing } from "./fr/sealing.ts";
import { sell } from "./fr/sell.ts";
import { settings } from "./fr/settings.ts";
import { state } from "./fr/state.ts";

export const fr: Catalogue = {
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
};
