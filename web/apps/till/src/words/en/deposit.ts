export const deposit = {
  "deposit.title": "Empties returned",
  "deposit.hint": "A bottle’s own barcode counts it, and a machine’s voucher is simply scanned.",
  "deposit.total": "Deposits to give back",
  "deposit.done": "Add to the basket",
  "deposit.even": "Finish, nothing to pay",
  "deposit.voucher": "Deposit voucher",
  "deposit.voucherTaken": "Deposit voucher: {amount} comes off",
  "deposit.comesBack": "Does the deposit come back too?",
} as const;
