/** The file that a Worker runs: it reads the till's database by itself, so that a large catalogue never crosses threads. */
import { LocalCatalog } from "./local-catalog.ts";
import { serveCatalog, type WorkerScope } from "./serve.ts";

declare const self: WorkerScope;
declare const setTimeout: (action: () => void, ms: number) => unknown;

serveCatalog(self, new LocalCatalog(() => new Promise((resolve) => void setTimeout(resolve, 0))));
