/** REST `CONVERSATION_STATUS` by the name in the schema (wire-facts 6.1). */
export const NUMBER_BY_STATUS = {
  INITIAL: -1,
  OPEN: 0,
  IN_PROGRESS: 1,
  CLOSED: 2,
  SPAM: 3,
  DUPLICATE: 4,
  ARCHIVED: 5,
  UNRESPONDED: 6,
  WAITING: 7,
} as const;
