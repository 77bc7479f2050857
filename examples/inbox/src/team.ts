/** The agents of the shop. The REST API does not list the agents of an account, so a page has to know their ids. */
export const TEAM: readonly string[] = [
  'mira.patel@hearth.example',
  'tom.becker@hearth.example',
  'lucia.ferrari@hearth.example',
  'owen.hughes@hearth.example',
];
