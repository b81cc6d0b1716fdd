export const common = {
  "app.name": "Till",

  "common.close": "Close",
  "common.back": "Back",
  "common.cancel": "Cancel",
  "common.undo": "Undo",
  "common.remove": "Remove",
  "common.removeNamed": "Remove {name}",
  "common.named": "{name}: {what}",
  "common.apply": "Apply",
  "common.delete": "Delete last figure",
  "common.today": "Today",
  "common.total": "Total",
  "common.items.one": "{count} item",
  "common.items.other": "{count} items",
  "common.lines.one": "{count} line",
  "common.lines.other": "{count} lines",

  "update.pill": "New version",
  "update.label": "A new version is ready. Start it now",

  "crash.title": "Something in this page went wrong",
  "crash.text": "What you sold is sealed and safe on this device. Start the page again to go on.",
  "crash.reload": "Start again",

  "fault.title": "A part of the till is missing here",
  "fault.part": "This part is not on this device yet and needs the network once. Selling goes on.",
  "fault.screen": "This part of the till is not on this device yet. Connect it to the network once, then try again.",
  "fault.again": "Try again",
  "fault.failed": "That did not work. Try again; if it happens again, start the page again.",

  "otherTab.title": "This till is open in another tab",
  "otherTab.text": "Only one tab may sell, so that no receipt number is given twice. Go on there, or take over here.",
  "otherTab.takeOver": "Take over here",
  "otherTab.waiting": "Waiting for the other tab to let go…",

  "revoked.text": "This device was signed off in the back office. Sales go on and are kept, but please connect it again.",
} as const;
