import { useState } from 'react';
import { ActionButton } from './ActionButton.tsx';
import { FormFields } from './FormFields.tsx';
import { isWebAddress, textOfHtml } from './format.ts';
import { graphql, readFragment, type FragmentType } from './gql/index.ts';

const ActionableFragment = graphql(`
  fragment Actionable on ActionableMessage {
    __typename
    templateId
    ... on QuickRepliesTemplate {
      quickReplies {
        title
        action {
          ...ActionButton
        }
      }
    }
    ... on ButtonsTemplate {
      buttons {
        ...Button
      }
    }
    ... on MixedButtonsTemplate {
      buttons {
        ...Button
      }
    }
    ... on ListTemplate {
      headerImgSrc
      headerText
      elements {
        title
        description
        imgSrc
        action {
          ...ActionButton
        }
      }
      buttons {
        ...Button
      }
    }
    ... on FaqTemplate {
      title
      description
      buttonLabel
      buttons {
        ...Button
      }
    }
    ... on ImagesTemplate {
      images {
        url
        caption
      }
    }
    ... on CardsTemplate {
      cards {
        title
        subtitle
        titleExt
        description
        url
        header {
          overlayText
          imgSrc
        }
        buttons {
          ...Button
        }
      }
    }
    ... on FormTemplate {
      ...FormFields
    }
    ... on VideosTemplate {
      videos {
        url
        caption
        source
      }
    }
  }
`);

const ButtonFragment = graphql(`
  fragment Button on Button {
    name
    action {
      ...ActionButton
    }
  }
`);

interface ActionableProps {
  readonly actionable: FragmentType<typeof ActionableFragment>;
  readonly onReply: (text: string) => void;
}

/** Renders the template of a message from typed fields, without its payload. */
export function Actionable({ actionable, onReply }: ActionableProps) {
  const part = readFragment(ActionableFragment, actionable);
  switch (part.__typename) {
    case 'QuickRepliesTemplate':
      return (
        <div className="actions">
          {part.quickReplies.map(({ title, action }, index) => (
            <ActionButton key={index} label={title} action={action} onReply={onReply} />
          ))}
        </div>
      );
    case 'ButtonsTemplate':
    case 'MixedButtonsTemplate':
      return <Buttons buttons={part.buttons} onReply={onReply} />;
    case 'ListTemplate':
      return (
        <section className="panel">
          <Picture src={part.headerImgSrc} className="panel-picture" />
          {part.headerText && <h3>{part.headerText}</h3>}
          <ul className="elements">
            {part.elements?.map(({ title, description, imgSrc, action }, index) => (
              <li key={index}>
                <Picture src={imgSrc} className="element-picture" />
                <span className="element-text">
                  {action ? <ActionButton label={title} action={action} onReply={onReply} /> : <b>{title}</b>}
                  <small>{description}</small>
                </span>
              </li>
            ))}
          </ul>
          <Buttons buttons={part.buttons} onReply={onReply} />
        </section>
      );
    case 'FaqTemplate':
      return (
        <section className="panel">
          {part.title && <h3>{part.title}</h3>}
          {part.description && <p className="answer">{textOfHtml(part.description)}</p>}
          {part.buttonLabel && <small>{part.buttonLabel}</small>}
          <Buttons buttons={part.buttons} onReply={onReply} />
        </section>
      );
    case 'ImagesTemplate':
      return (
        <div className="tiles">
          {part.images.map(({ url, caption }, index) => (
            <figure key={index}>
              <Picture src={url} className="tile-picture" />
              <figcaption>{caption}</figcaption>
            </figure>
          ))}
        </div>
      );
    case 'CardsTemplate':
      return (
        <div className="cards">
          {part.cards.map((card, index) => (
            <section key={index} className="card">
              <div className="card-top">
                <Picture src={card.header?.imgSrc} className="card-picture" />
                {card.header?.overlayText && <span className="overlay">{card.header.overlayText}</span>}
              </div>
              <div className="card-text">
                <h3>
                  {isWebAddress(card.url) ? (
                    <a href={card.url} target="_blank" rel="noreferrer">
                      {card.title || 'Open'}
                    </a>
                  ) : (
                    card.title
                  )}{' '}
                  {card.titleExt && <small>★ {card.titleExt}</small>}
                </h3>
                <small>{card.subtitle}</small>
                <p>{card.description}</p>
              </div>
              <Buttons buttons={card.buttons} onReply={onReply} />
            </section>
          ))}
        </div>
      );
    case 'FormTemplate':
      return <FormFields form={part} />;
    case 'VideosTemplate':
      return (
        <div className="tiles">
          {part.videos.map(({ url, caption, source }, index) => (
            <figure key={index} className="video">
              {isWebAddress(url) ? (
                <a href={url} target="_blank" rel="noreferrer">
                  ▶ {source ? 'Watch' : 'Play'}
                </a>
              ) : (
                <span>No video</span>
              )}
              <figcaption>{caption ?? source}</figcaption>
            </figure>
          ))}
        </div>
      );
    default:
      return <small className="quiet">A message of template {part.templateId}</small>;
  }
}

interface ButtonsProps {
  readonly buttons: readonly FragmentType<typeof ButtonFragment>[] | null | undefined;
  readonly onReply: (text: string) => void;
}

function Buttons({ buttons, onReply }: ButtonsProps) {
  if (!buttons?.length) return null;
  return (
    <div className="actions">
      {readFragment(ButtonFragment, buttons).map(({ name, action }, index) => (
        <ActionButton key={index} label={name} action={action} onReply={onReply} />
      ))}
    </div>
  );
}

/** A picture, or a coloured box without one. */
function Picture({
  src,
  className,
}: {
  readonly src: string | null | undefined;
  readonly className: string;
}) {
  const [broken, setBroken] = useState(false);
  return isWebAddress(src) && !broken ? (
    <img className={className} src={src} alt="" onError={() => setBroken(true)} />
  ) : (
    <span className={`${className} picture-missing`} aria-hidden="true" />
  );
}
