/** The time zone of the shop: of its pages and its log, and of the console of the sandbox that it starts. */
export const TIME_ZONE = 'Asia/Vientiane';

process.env['TZ'] = TIME_ZONE;
