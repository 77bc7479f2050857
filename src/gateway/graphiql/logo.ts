/** The project's logo as SVG, without `style` and scripts. */
export const LOGO = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="kommunicate-graphql">
  <path
    d="M13 6h38a9 9 0 0 1 9 9v26a9 9 0 0 1-9 9H33L20.6 59.6A2 2 0 0 1 17.2 58.2V50H13a9 9 0 0 1-9-9V15a9 9 0 0 1 9-9z"
    fill="#b4532a"
  />
  <g fill="none" stroke="#fff" stroke-width="3.5" stroke-linecap="round">
    <path d="M22 18v20M22 28 40 18M22 28l18 10" />
  </g>
  <g fill="#fff">
    <circle cx="22" cy="17" r="4.5" />
    <circle cx="22" cy="39" r="4.5" />
    <circle cx="22" cy="28" r="4.5" />
    <circle cx="42" cy="17" r="4.5" />
    <circle cx="42" cy="39" r="4.5" />
  </g>
</svg>`;
