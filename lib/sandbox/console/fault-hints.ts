import type {
  NewPaySandboxAnswerFault,
  NewPaySandboxCallbackFault,
  NewPaySandboxFault,
} from '../faults/newpay-sandbox-fault.js';

const CALLBACK_HINTS: Readonly<Record<NewPaySandboxCallbackFault, string>> = {
  withhold: 'The callback is never sent',
  repeat: 'The callback is sent again after its answer',
  duplicate: 'The callback is sent twice at once',
  delay: 'The callback is sent 1 second later',
  'out-of-order': 'An older failure follows the callback',
  tamper: 'The status is changed after signing',
  'old-key': 'The callback is signed with the old key',
};

const ANSWER_HINTS: Readonly<Record<NewPaySandboxAnswerFault, string>> = {
  'answer-late': 'The answer is sent 1 second later',
  'http-500': 'The answer is HTTP 500 and not JSON',
  drop: 'The connection is closed without an answer',
  'not-json': 'The answer is an HTML page',
  'wrong-signature': 'The answer is signed with an unknown key',
};

type Hint = readonly [fault: NewPaySandboxFault, hint: string];

/** The faults in groups, each with a short description. */
export const FAULT_GROUPS = [
  { title: 'Callbacks', hints: Object.entries(CALLBACK_HINTS) as Hint[] },
  { title: 'Answers', hints: Object.entries(ANSWER_HINTS) as Hint[] },
] as const;
