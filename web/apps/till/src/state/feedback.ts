/** What the counter hears and feels. A screen says what happened, not how it sounds. */
export interface Feedback {
  scanned(): void;
  unknown(): void;
  paid(): void;
  /** What was asked can't be done; the words say why. */
  refused(): void;
}
