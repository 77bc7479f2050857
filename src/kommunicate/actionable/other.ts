import { badUserInput } from '../../errors.ts';
import { checkId, checkTextsOfJson } from '../../lib/input-checks.ts';
import { parseJson } from '../../lib/json.ts';
import type { OtherInput } from './inputs.ts';
import type { OtherTemplate } from './types.ts';

/**
 * Checks a template that has no type in the schema. Its payload must be an object or a list, or the JSON text of one.
 * @throws {GatewayError} `BAD_USER_INPUT`
 */
export function checkOther({ templateId, payload }: OtherInput, argument: string): OtherTemplate {
  checkId(templateId, `${argument}.templateId`);
  const value =
    typeof payload === 'string'
      ? parseJson(payload, () => badUserInput(`${argument}.payload`, 'not-json'))
      : payload;
  if (typeof payload === 'string') checkTextsOfJson(value, `${argument}.payload`);
  if (typeof value !== 'object' || value === null) {
    throw badUserInput(`${argument}.payload`, 'not-an-object-or-array');
  }
  return { kind: 'other', templateId, payload };
}
