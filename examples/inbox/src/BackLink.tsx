/** Leads to the list, where the page shows one panel at a time. */
export function BackLink() {
  return (
    <a className="back" href="#" aria-label="All conversations">
      ‹
    </a>
  );
}
