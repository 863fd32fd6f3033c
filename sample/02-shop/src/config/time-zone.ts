/** The time zone of the shop: of its pages, and of its log. */
export const TIME_ZONE = 'Asia/Vientiane';

process.env['TZ'] = TIME_ZONE;
