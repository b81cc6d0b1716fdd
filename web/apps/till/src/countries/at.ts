/** Austria (RKSV). This program knows no card and no remote service yet: what the settings name beside `software` answers nothing. */
import { austria } from "@comptoir/till-core/fiscal/austria";

export const plugin = austria();
