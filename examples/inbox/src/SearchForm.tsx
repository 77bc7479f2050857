import { useState } from 'react';

/** The gateway's limit, in characters. */
const MAX_LENGTH = 256;

interface SearchFormProps {
  /** What the list shows; null without a search. */
  readonly search: string | null;
  readonly onSearch: (search: string | null) => void;
}

/** Searches on Enter. An empty text shows all conversations again. */
export function SearchForm({ search, onSearch }: SearchFormProps) {
  const [text, setText] = useState('');
  const [isTooLong, setTooLong] = useState(false);
  const [last, setLast] = useState(search);
  // A filter has ended the search.
  if (search !== last) {
    setLast(search);
    if (search === null) setText('');
  }

  function submit() {
    const wanted = text.trim();
    const isLong = Array.from(wanted).length > MAX_LENGTH;
    setTooLong(isLong);
    if (!isLong) onSearch(wanted || null);
  }

  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <input
        type="search"
        aria-label="Search conversations"
        aria-invalid={isTooLong}
        placeholder="Search"
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setTooLong(false);
          if (target.value.trim() === '') onSearch(null);
        }}
      />
      <button>Search</button>
      {isTooLong && (
        <p className="problem" role="alert">
          A search has at most {MAX_LENGTH} characters.
        </p>
      )}
    </form>
  );
}
