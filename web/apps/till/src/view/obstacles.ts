/** Why a page can't be a till, found before anything is tried. */
export type Feature = "storage" | "locks" | "crypto" | "workers";

export type Obstacle =
  | { readonly kind: "insecure"; readonly address?: string }
  | { readonly kind: "missing"; readonly features: readonly Feature[] };

export interface BrowserScope {
  readonly isSecureContext: boolean;
  readonly location: { readonly host: string; readonly port: string; readonly pathname: string };
  readonly indexedDB?: unknown;
  readonly Worker?: unknown;
  readonly crypto?: { readonly subtle?: unknown };
  readonly navigator: { readonly locks?: unknown };
}

export function obstacleOf(scope: BrowserScope): Obstacle | undefined {
  // An unprotected page also hides the keys and the locks: naming those would only confuse.
  if (!scope.isSecureContext) return { kind: "insecure", ...protectedTwin(scope.location) };
  const features: Feature[] = [];
  if (scope.indexedDB === undefined || scope.indexedDB === null) features.push("storage");
  if (scope.navigator.locks === undefined) features.push("locks");
  if (scope.crypto?.subtle === undefined) features.push("crypto");
  if (scope.Worker === undefined) features.push("workers");
  return features.length === 0 ? undefined : { kind: "missing", features };
}

/** Where the same page may stand protected. A port that answers without TLS never answers with it. */
function protectedTwin(location: BrowserScope["location"]): { readonly address?: string } {
  return location.port === "" ? { address: `https://${location.host}${location.pathname}` } : {};
}
