import { parse } from 'lossless-json';
import { PayMethod, type CreateOrderDto } from 'nestjs-newpay';
import { APP_ID } from '../fixtures/messages.js';

type Texts = Readonly<Record<string, unknown>>;

const NUMBER = /^[\w-]{1,64}$/;
const AMOUNT = /^(?:0|[1-9]\d{0,17})(?:\.\d{1,2})?$/;
const FIELDS =
  'payMethod currency orderAmt orderNo callBackUrl successPageUrl failurePageUrl cancelPageUrl subject extra terminal'.split(
    ' ',
  );
const EMBEDDED =
  /&(?:appId|merchantId|orderNo|newpayOrderNo|orderAmt|currency|payMethod|payUrl|transStatus|transInfo|settlementStatus|subject|extra|timestamp|tranNo|tranAbbr)=/;

function require(condition: boolean, what: string): void {
  if (!condition) {
    throw new Error(`The ${what} is wrong.`);
  }
}

/** The rules of an order, in as few lines as it takes by hand. */
export function checkOrder(order: CreateOrderDto): void {
  const { payMethod, currency, orderAmt, orderNo, subject = '', extra = '', terminal } = order;
  require(PayMethod[payMethod] !== undefined, 'payMethod');
  require(currency === 'LAK' || currency === 'USD', 'currency');
  require(AMOUNT.test(orderAmt) && /[1-9]/.test(orderAmt), 'orderAmt');
  require(currency === 'USD' || !/\.\d*[1-9]/.test(orderAmt), 'orderAmt');
  require(NUMBER.test(orderNo), 'orderNo');
  const { callBackUrl, successPageUrl, failurePageUrl, cancelPageUrl } = order;
  for (const url of [callBackUrl, successPageUrl, failurePageUrl, cancelPageUrl]) {
    require(url !== undefined && /^https?:\/\/[^\s@]+$/.test(url) && URL.canParse(url), 'address');
  }
  require(typeof subject === 'string' && typeof extra === 'string', 'text');
  require(payMethod !== PayMethod.Alipay || (subject !== '' && /ANDROID|IOS/.test(extra)), 'text');
  require(terminal === undefined || terminal === 'website' || terminal === 'mobile', 'terminal');
  require(Object.keys(order).every((name) => FIELDS.includes(name)), 'name of a field');
}

/** Whether each text is signed as it is sent, and cannot be read as another field. */
export function checkTexts(fields: Texts): void {
  for (const text of Object.values(fields)) {
    require(!/\p{Surrogate}/u.test(String(text)) && !EMBEDDED.test(String(text)), 'text');
  }
}

/** The `data` of an answer, in which numbers keep their text. */
export function readLosslessly(text: string): Record<string, string> {
  const value = JSON.parse(text) as unknown;
  const { data } = (JSON.stringify(value) === text ? value : parse(text)) as { data: object };
  return { ...data };
}

/** Whether the answer is to this order, and leads to a cashier. */
export function checkAnswer(answer: Texts, { orderNo, orderAmt }: CreateOrderDto): void {
  require(answer['appId'] === APP_ID && answer['orderNo'] === orderNo, 'order of the answer');
  require(Number(answer['orderAmt']) === Number(orderAmt), 'amount of the answer');
  require(typeof answer['newpayOrderNo'] === 'string', 'newpayOrderNo');
  require(/^(?:https?|newpay):\/\/[^\s@]+$/.test(String(answer['payUrl'])), 'payUrl');
  require(answer['transStatus'] === undefined && answer['refundOrderNo'] === undefined, 'kind');
  for (const [name, text] of Object.entries(answer)) {
    require(!/[&=]/.test(name) && (name === 'payUrl' || !EMBEDDED.test(String(text))), 'text');
  }
}
