import { openDatabase } from "@comptoir/till-core/early";
import "@comptoir/ui/tokens.css";
import "@comptoir/ui/fonts.css";
import "@comptoir/ui/base.css";
import { obstacleOf } from "./view/obstacles.ts";

if (location.hash.startsWith("#customers")) {
  // The page that customers look at, here or on another device, is no till: it opens no tables.
  void import("./customers.ts").then(({ showCustomers }) => showCustomers());
} else {
  // First of all the tables: a browser needs as long to open them as to read the rest of the till, which it does meanwhile.
  const database = obstacleOf(window) === undefined ? openDatabase() : undefined;
  void import("./start.ts").then(({ start }) => start(database));
}
