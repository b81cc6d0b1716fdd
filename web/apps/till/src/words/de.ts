import type { Catalogue } from "./en.ts";
import { account } from "./de/account.ts";
import { basket } from "./de/basket.ts";
import { codes } from "./de/codes.ts";
import { common } from "./de/common.ts";
import { day } from "./de/day.ts";
import { deposit } from "./de/deposit.ts";
import { enrol } from "./de/enrol.ts";
import { giftCard } from "./de/gift-card.ts";
import { give } from "./de/give.ts";
import { goods } from "./de/goods.ts";
import { hardware } from "./de/hardware.ts";
import { links } from "./de/links.ts";
import { holds } from "./de/holds.ts";
import { order } from "./de/order.ts";
import { pay } from "./de/pay.ts";
import { payments } from "./de/payments.ts";
import { people } from "./de/people.ts";
import { print } from "./de/print.ts";
import { refusal } from "./de/refusal.ts";
import { returns } from "./de/returns.ts";
import { sales } from "./de/sales.ts";
import { sealing } from "./de/sealing.ts";
import { sell } from "./de/sell.ts";
import { settings } from "./de/settings.ts";
import { state } from "./de/state.ts";

export const de: Catalogue = {
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
