import { asString, asText } from '../wire/values.ts';
import { checkEach, checkUrlOf } from './checks.ts';
import { asObjects, withoutNulls, type TemplateFormat } from './format.ts';

/** Template 14: videos with captions. */
export const videos: TemplateFormat<'videos'> = {
  ids: ['14'],

  check: (input, argument) => ({ kind: 'videos', videos: checkEach(input, argument, checkUrlOf) }),

  encode: (template) => template.videos.map(withoutNulls),

  decode(payload) {
    const decoded = asObjects(payload, ({ url, type, caption, width, height, source }) => ({
      url: asString(url),
      type: asString(type),
      caption: asString(caption),
      width: asText(width),
      height: asText(height),
      source: asString(source),
    }));
    return decoded && { kind: 'videos', videos: decoded };
  },
};
