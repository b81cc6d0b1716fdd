/** The worker's side: questions in, items out. */
import type { ItemDocument } from "../documents.ts";
import type { CatalogEngine } from "./catalog.ts";
import type { FromWorker, Question, ToWorker } from "./protocol.ts";

/** What a worker's global scope offers. */
export interface WorkerScope {
  postMessage(message: FromWorker): void;
  addEventListener(type: "message", listener: (event: { readonly data: ToWorker }) => void): void;
}

export function serveCatalog(scope: WorkerScope, catalog: CatalogEngine): void {
  catalog.status.subscribe((status) => scope.postMessage({ type: "status", status }));
  scope.addEventListener("message", ({ data: message }) => {
    if (message.type === "load") {
      catalog.load(message.database);
    } else if (message.type === "apply") {
      catalog.apply(message.changes, message.position);
    } else {
      const { number } = message;
      void answer(catalog, message.question).then((items) => scope.postMessage({ type: "answer", number, items }));
    }
  });
}

async function answer(catalog: CatalogEngine, question: Question): Promise<readonly ItemDocument[]> {
  switch (question.ask) {
    case "search":
      return catalog.search(question.text, question.limit);
    case "category":
      return catalog.inCategory(question.category, question.offset, question.limit);
    case "find":
      return catalog.find(question.ids);
    case "barcode": {
      const found = await catalog.findBarcode(question.code);
      return found === undefined ? [] : [found];
    }
  }
}
