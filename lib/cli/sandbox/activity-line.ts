import { cutText, visibleText } from '../../errors/escape-invisible.js';
import type {
  NewPaySandboxActivity,
  NewPaySandboxDeliveryActivity,
  NewPaySandboxRequestActivity,
} from '../../sandbox/index.js';

/** The maximum length of a line; the console shows the whole reason of a refusal. */
const MAX_LENGTH = 400;

/** One line about what a sandbox did. Texts of clients are escaped: the line goes to a terminal. */
export function activityLine(activity: NewPaySandboxActivity): string {
  const [word, ...facts] = wordsOf(activity);
  const time = activity.at.toLocaleTimeString('en-GB');
  const text = facts.filter((fact) => fact !== '').join(' · ');
  return `${cutText(visibleText(`${time}  ${word?.padEnd(13)} ${text}`), MAX_LENGTH)}\n`;
}

function wordsOf(activity: NewPaySandboxActivity): string[] {
  if (activity.type === 'request') {
    return requestWords(activity);
  }
  return activity.type === 'delivery'
    ? deliveryWords(activity)
    : [activity.status, activity.number];
}

function requestWords(activity: NewPaySandboxRequestActivity): string[] {
  const { method, path, endpoint, number = '', status, refusal, faults } = activity;
  return [
    refusal === undefined ? 'request' : 'refused',
    `${endpoint ?? `${method} ${path}`} ${number}`.trim(),
    status === undefined ? 'no answer' : `HTTP ${status}`,
    faults.length === 0 ? '' : `fault ${faults.join(', ')}`,
    refusal ?? '',
  ];
}

function deliveryWords(activity: NewPaySandboxDeliveryActivity): string[] {
  const { number, url, status, error = '', acknowledged, nextDelay } = activity;
  return [
    'callback',
    number,
    url,
    status === undefined ? `no answer (${error})` : `HTTP ${status}`,
    acknowledged ? 'acknowledged' : 'not acknowledged',
    nextDelay === undefined ? '' : `next delivery in ${nextDelay / 1000} s`,
  ];
}
