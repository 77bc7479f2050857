import type { ActionableMessageResolvers } from './types.generated.ts';

const TYPE_NAMES = {
  quickReplies: 'QuickRepliesTemplate',
  buttons: 'ButtonsTemplate',
  list: 'ListTemplate',
  faq: 'FaqTemplate',
  images: 'ImagesTemplate',
  cards: 'CardsTemplate',
  mixedButtons: 'MixedButtonsTemplate',
  form: 'FormTemplate',
  videos: 'VideosTemplate',
  other: 'OtherTemplate',
} as const;

export const ActionableMessage: ActionableMessageResolvers = {
  __resolveType: ({ kind }) => TYPE_NAMES[kind],
};
