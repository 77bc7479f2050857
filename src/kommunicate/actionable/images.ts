import { asString } from '../wire/values.ts';
import { checkEach, checkUrlOf } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';

/** Template 9: images with captions. */
export const images: TemplateFormat<'images'> = {
  ids: ['9'],

  check: (input, argument) => ({ kind: 'images', images: checkEach(input, argument, checkUrlOf) }),

  encode: (template) => template.images.map(withoutNulls),

  decode(payload) {
    const decoded = asObjects(payload, ({ url, caption }) => ({
      url: asString(url),
      caption: asString(caption),
    }));
    return decoded && { kind: 'images', images: decoded };
  },
};
