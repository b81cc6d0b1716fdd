import type { CustomerCode } from "../view/customer-view.ts";

/** The code that a customer shall pay by: said by the panel that waits for the money, shown on the customers' screen too. */
class ShownCode {
  now = $state.raw<CustomerCode>();
}

export const shownCode = new ShownCode();
