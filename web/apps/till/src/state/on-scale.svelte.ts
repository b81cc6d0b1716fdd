import type { CustomerWeighing } from "../view/customer-view.ts";

/** What is being weighed: said by the sheet that weighs, shown to customers. */
class OnScale {
  now = $state.raw<CustomerWeighing>();
}

export const onScale = new OnScale();
