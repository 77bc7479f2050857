import { useState } from 'react';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';
import { hueOf, initialsOf, isWebAddress } from './format.ts';

const AvatarFragment = graphql(`
  fragment Avatar on User {
    id
    displayName
    imageLink
    connected
  }
`);

interface AvatarProps {
  readonly user: FragmentType<typeof AvatarFragment> | null;
}

/** A picture, or initials if there is none or it does not load, with a dot for users who are online. */
export function Avatar({ user }: AvatarProps) {
  const known = readFragment(AvatarFragment, user);
  const [broken, setBroken] = useState(false);
  const name = known?.displayName || known?.id || '?';
  return (
    <span className="avatar" style={{ '--hue': hueOf(known?.id ?? '') } as React.CSSProperties}>
      {isWebAddress(known?.imageLink) && !broken ? (
        <img src={known.imageLink} alt="" onError={() => setBroken(true)} />
      ) : (
        <span aria-hidden="true">{initialsOf(name)}</span>
      )}
      {known?.connected && <i className="presence" title="Online" />}
    </span>
  );
}
