/** Meta's limits (messenger.md 5.1 and 5.2), counted in UTF-16 units: how Meta counts longer characters is not told. */
export const LIMITS = {
  text: 2000,
  quickReplies: 13,
  /** Titles of quick replies and of buttons. */
  title: 20,
  buttonText: 640,
  buttons: 3,
  cards: 10,
  cardTitle: 80,
  cardSubtitle: 80,
  menuItems: 20,
  menuTitle: 30,
  fileBytes: 25 * 1024 * 1024,
} as const;
