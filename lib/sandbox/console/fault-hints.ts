import type {
  NewPaySandboxAnswerFault,
  NewPaySandboxCallbackFault,
  NewPaySandboxFault,
} from '../faults/newpay-sandbox-fault.js';

const CALLBACK_HINTS: Readonly<Record<NewPaySandboxCallbackFault, string>> = {
  withhold: 'never sent',
  repeat: 'sent again when answered',
  duplicate: 'sent twice at once',
  delay: 'sent a second later',
  'out-of-order': 'an older failure after it',
  tamper: 'result turned over',
  'old-key': 'signed with the old key',
};

const ANSWER_HINTS: Readonly<Record<NewPaySandboxAnswerFault, string>> = {
  'answer-late': 'a second later',
  'http-500': 'server error, no JSON',
  drop: 'connection closed',
  'not-json': 'a page of HTML',
  'wrong-signature': 'sign of nobody’s key',
};

type Hint = readonly [fault: NewPaySandboxFault, hint: string];

/** The faults by what goes wrong, each with its meaning in a few words. */
export const FAULT_GROUPS = [
  { title: 'Callbacks', hints: Object.entries(CALLBACK_HINTS) as Hint[] },
  { title: 'Answers', hints: Object.entries(ANSWER_HINTS) as Hint[] },
] as const;
