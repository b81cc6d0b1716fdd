export const account = {
  "account.title": "Customer accounts",
  "account.pay": "On account",
  "account.search": "Name or phone",
  "account.owes": "Owes",
  "account.limit": "Limit",
  "account.after": "Will owe",
  "account.over": "{amount} over the limit: somebody with more rights must allow it.",
  "account.offline": "Offline: balances of the last exchange.",
  "account.settle": "Take a payment",
  "account.nobody": "No customer has an account. Give them a limit in the back office.",
  "account.nothing": "This customer owes nothing.",
  "account.other": "Another customer",
} as const;
