import type {
  NewPaySandboxAnswerFault,
  NewPaySandboxCallbackFault,
  NewPaySandboxFault,
} from '../faults/newpay-sandbox-fault.js';

const CALLBACK_HINTS: Readonly<Record<NewPaySandboxCallbackFault, string>> = {
  withhold: 'never sent',
  repeat: 'sent again after the answer',
  duplicate: 'sent twice at once',
  delay: 'sent 1 second later',
  'out-of-order': 'followed by an older failure',
  tamper: 'status changed after signing',
  'old-key': 'signed with the old key',
};

const ANSWER_HINTS: Readonly<Record<NewPaySandboxAnswerFault, string>> = {
  'answer-late': 'sent 1 second later',
  'http-500': 'HTTP 500, not JSON',
  drop: 'connection closed',
  'not-json': 'an HTML page',
  'wrong-signature': 'signed with an unknown key',
};

type Hint = readonly [fault: NewPaySandboxFault, hint: string];

/** The faults in groups, each with a short description. */
export const FAULT_GROUPS = [
  { title: 'Callbacks', hints: Object.entries(CALLBACK_HINTS) as Hint[] },
  { title: 'Answers', hints: Object.entries(ANSWER_HINTS) as Hint[] },
] as const;
