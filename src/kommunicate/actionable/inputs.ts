import type { Button, Card, Action, FormField, Json, ListElement, Optional, TemplateOf } from './types.ts';

/** What a caller writes: exactly one template. */
export interface ActionableInput {
  readonly quickReplies?: Optional<readonly QuickReplyInput[]>;
  readonly buttons?: Optional<readonly ButtonInput[]>;
  readonly list?: Optional<ListInput>;
  readonly faq?: Optional<FaqInput>;
  readonly images?: Optional<readonly (TemplateOf<'images'>['images'][number] & LinkInput)[]>;
  readonly cards?: Optional<readonly CardInput[]>;
  readonly mixedButtons?: Optional<readonly ButtonInput[]>;
  readonly form?: Optional<readonly FormFieldInput[]>;
  readonly videos?: Optional<readonly (TemplateOf<'videos'>['videos'][number] & LinkInput)[]>;
  readonly template?: Optional<OtherInput>;
}

export interface LinkInput {
  readonly url: string;
}

interface QuickReplyInput {
  readonly title: string;
  readonly message?: Optional<string>;
  readonly replyMetadata?: Optional<Json>;
  readonly updateLanguage?: Optional<string>;
}

export interface ButtonInput {
  readonly name?: Optional<string>;
  readonly action?: Optional<ActionInput>;
}

/** Exactly one of them. A template allows only some. */
export interface ActionInput {
  readonly link?: Optional<LinkInput & Omit<Action, 'type' | 'url'>>;
  readonly reply?: Optional<Omit<Action, 'type'>>;
  readonly submit?: Optional<Omit<Action, 'type'>>;
}

interface ListInput extends Omit<TemplateOf<'list'>, 'kind' | 'elements' | 'buttons'> {
  readonly elements?: Optional<readonly ListElementInput[]>;
  readonly buttons?: Optional<readonly ButtonInput[]>;
}

export interface ListElementInput extends Omit<ListElement, 'title' | 'action'> {
  readonly title: string;
  readonly action?: Optional<ActionInput>;
}

interface FaqInput extends Omit<TemplateOf<'faq'>, 'kind' | 'buttons'> {
  readonly buttons?: Optional<readonly (Pick<Button, 'name'> & Pick<Action, 'replyMetadata'>)[]>;
}

export interface CardInput extends Omit<Card, 'title' | 'buttons'> {
  readonly title: string;
  readonly buttons?: Optional<readonly ButtonInput[]>;
}

export interface FormFieldInput extends Omit<FormField, 'action'> {
  readonly action?: Optional<Omit<Action, 'type'>>;
}

export interface OtherInput {
  readonly templateId: string;
  readonly payload: unknown;
}
