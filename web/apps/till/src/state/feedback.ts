/** What the counter hears and feels. A screen says what happened, not how it sounds. */
export interface Feedback {
  scanned(): void;
  unknown(): void;
  paid(): void;
}
