/** The groups of the sidebar, with the pages of each by slug. Every page of the site stands in exactly one group. */
export const SIDEBAR: readonly { readonly label: string; readonly pages: readonly string[] }[] = [
  { label: 'Start', pages: ['index', 'quick-start'] },
  { label: 'Front-end developer', pages: ['queries', 'messages', 'clients', 'testing'] },
  { label: 'Explorer', pages: ['batching', 'performance', 'architecture'] },
  { label: 'Platform engineer', pages: ['modes', 'authentication', 'federation', 'stitching', 'embedding'] },
  { label: 'Operator', pages: ['hardening', 'reliability', 'scaling', 'troubleshooting', 'security'] },
  { label: 'Reference', pages: ['schema', 'errors', 'configuration', 'access', 'logs'] },
  { label: 'Project', pages: ['upgrading', 'changelog', 'contributing'] },
];
