import { useEffect, useRef, type ReactNode } from 'react';

interface MenuProps {
  readonly label: string;
  readonly choices: readonly { readonly key: string; readonly name: ReactNode }[];
  /** Shown without choices. */
  readonly empty?: string;
  readonly disabled: boolean;
  readonly className: string;
  readonly onChoose: (key: string) => void;
}

/** A button with a list of choices below it. Escape, a choice, and a click or the focus elsewhere close it. */
export function Menu({ label, choices, empty, disabled, className, onChoose }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => {
    if (!menu.current?.open) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  };
  useEffect(() => {
    const closeOutside = ({ target }: PointerEvent) => {
      if (menu.current && !menu.current.contains(target as Node)) menu.current.open = false;
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, []);
  return (
    <details
      className={`menu ${className}`}
      ref={menu}
      onKeyDown={({ key }) => {
        if (key === 'Escape') close();
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget)) currentTarget.open = false;
      }}
    >
      <summary>{label}</summary>
      <div className="choices">
        {choices.map(({ key, name }) => (
          <button
            key={key}
            disabled={disabled}
            onClick={() => {
              close();
              onChoose(key);
            }}
          >
            {name}
          </button>
        ))}
        {choices.length === 0 && <p className="quiet">{empty}</p>}
      </div>
    </details>
  );
}
