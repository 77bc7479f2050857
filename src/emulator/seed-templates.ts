/** One message of each template, as the REST API stores it (wire-facts 8.3). */
interface TemplateMessage {
  readonly message: string;
  readonly metadata: Record<string, string>;
}

function template(
  templateId: string,
  message: string,
  payload: object,
  extraMetadata: Record<string, string> = {},
): TemplateMessage {
  return {
    message,
    metadata: { contentType: '300', templateId, payload: JSON.stringify(payload), ...extraMetadata },
  };
}

const picture = (name: string) => `https://img.hearth.example/${name}.jpg`;
const shop = (path: string) => `https://shop.hearth.example/${path}`;

export const TEMPLATE_MESSAGES: readonly TemplateMessage[] = [
  template('6', 'Would Thursday suit you for the delivery?', [
    { title: 'Yes', message: 'Yes, Thursday is fine.', replyMetadata: { KM_CHAT_CONTEXT: { slot: 'thu' } } },
    { title: 'No', message: 'Not now' },
    { title: 'En español', updateLanguage: 'es' },
  ]),
  template('10', 'These two would go well with your table.', [
    {
      title: 'Oak bench',
      subtitle: 'Oiled, 140 cm',
      titleExt: '4.8/5',
      description: 'Seats three, and slides under the table.',
      url: shop('oak-bench'),
      header: { overlayText: '€ 240', imgSrc: picture('oak-bench') },
      buttons: [
        { name: 'Details', action: { type: 'link', payload: { url: shop('oak-bench') } } },
        {
          name: 'Ask about it',
          action: {
            type: 'quickReply',
            payload: { title: 'Ask', message: 'Is the oak bench in stock?', replyMetadata: { sku: 'B-140' } },
          },
        },
      ],
    },
    {
      title: 'Linen chair',
      subtitle: 'Sand or slate',
      titleExt: '4.5/5',
      description: 'The cover comes off and can be washed.',
      url: shop('linen-chair'),
      header: { overlayText: '€ 165', imgSrc: picture('linen-chair') },
      buttons: [
        { name: 'Details', action: { type: 'link', payload: { url: shop('linen-chair') } } },
        {
          name: 'Reserve one',
          action: {
            type: 'submit',
            payload: {
              text: 'Please keep one for me.',
              formAction: shop('reserve'),
              formData: { sku: 'C-2' },
              requestType: 'json',
            },
          },
        },
      ],
    },
  ]),
  template('7', 'What would you like to know more about?', {
    headerImgSrc: picture('workshop'),
    headerText: 'Good to know',
    elements: [
      {
        imgSrc: picture('van'),
        title: 'Delivery',
        description: 'Days, floors, islands',
        action: { type: 'link', url: shop('delivery') },
      },
      {
        title: 'Care of oiled wood',
        description: 'Twice a year',
        articleId: '42',
        source: 'kb',
        action: { type: 'quick_reply', text: 'How do I care for oiled wood?' },
      },
    ],
    buttons: [
      {
        name: 'Everything else',
        action: { type: 'quick_reply', text: 'Something else, please.', replyMetadata: { topic: 'other' } },
      },
    ],
  }),
  template(
    '3',
    'You can pay the deposit right here.',
    [
      {
        type: 'link',
        url: shop('terms'),
        name: 'Our terms',
        openLinkInNewTab: true,
        isDeepLink: false,
        replyMetadata: { seen: 'terms' },
      },
      { type: 'submit', name: 'Pay the deposit', replyText: 'I have paid the deposit.' },
    ],
    { formData: '{"order":"8841","amount":"50"}', formAction: shop('pay'), requestType: 'json' },
  ),
  template('8', 'This might answer it.', {
    title: 'How do returns work?',
    description: 'Within 30 days, with the van that brings your order.',
    buttonLabel: 'Did this help?',
    buttons: [{ name: 'Yes' }, { name: 'No', replyMetadata: { skipBot: false } }],
  }),
  template('9', 'Like this?', [
    { url: picture('oak-sample'), caption: 'Oak, oiled' },
    { url: picture('walnut-sample'), caption: 'Walnut, waxed' },
  ]),
  template('11', 'How shall we go on?', [
    { name: 'Assembly guide', action: { type: 'link', url: shop('assembly'), openLinkInNewTab: true } },
    { name: 'Talk to Mira', action: { type: 'suggestedReply', message: 'I would like to talk to Mira.' } },
    {
      name: 'Send me a screw',
      action: {
        type: 'submit',
        formAction: shop('parts'),
        requestType: 'json',
        formData: { part: 'M6x40' },
        message: 'Please send me the screw.',
      },
    },
  ]),
  template('12', 'Please tell us where to bring it.', [
    {
      type: 'text',
      data: {
        label: 'Name',
        name: 'name',
        placeholder: 'Your name',
        validation: { regex: '.+', errorText: 'Please give a name' },
      },
    },
    {
      type: 'textarea',
      data: { title: 'Notes', name: 'notes', rows: 3, cols: 40, placeholder: 'Floor, bell' },
    },
    {
      type: 'dropdown',
      data: {
        title: 'City',
        name: 'city',
        options: [
          { label: 'Lisbon', value: 'lis', selected: true, disabled: false },
          { label: 'Porto', value: 'opo' },
        ],
      },
    },
    { type: 'date', data: { label: 'Day', name: 'day' } },
    { type: 'hidden', data: { name: 'order', value: '8841' } },
    {
      type: 'submit',
      data: {
        type: 'submit',
        name: 'Send',
        action: {
          message: 'That is where I live.',
          formAction: shop('address'),
          requestType: 'json',
          postFormDataAsMessage: 'true',
          postBackToKommunicate: true,
        },
      },
    },
  ]),
  template('14', 'Assembly takes ten minutes.', [
    {
      url: 'https://video.hearth.example/bench.mp4',
      type: 'video/mp4',
      caption: 'The bench, step by step',
      width: '100%',
      height: '250px',
    },
    { url: 'https://www.youtube.com/embed/hearth', source: 'YOUTUBE' },
  ]),
];
