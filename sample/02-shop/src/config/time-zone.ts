/** The time zone of the shop: of its pages, its log and its sandbox. */
export const TIME_ZONE = 'Asia/Vientiane';

process.env['TZ'] = TIME_ZONE;
