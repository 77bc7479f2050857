/**
 * Maximum number of request errors in a response: of one document, or of its variables. A single list of bad ids could
 * have thousands. Fewer than ten, because graphql-cop reports ten as "directive overloading".
 */
export const MAX_REQUEST_ERRORS = 5;
