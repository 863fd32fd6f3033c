import { VARIABLES } from '../../options/environment-variables.js';

/** The variables that every app needs, for `.env.example`. */
export function environmentLines(sandboxCommand: string): string {
  return `# NewPay: the ids and keys that NewPay gave you. For development,
# \`${sandboxCommand}\` writes those of a local sandbox into .env.
${VARIABLES.appId}=
${VARIABLES.merchantId}=
${VARIABLES.privateKey}=
${VARIABLES.platformPublicKey}=
# The URL of this app that NewPay sends callbacks to, and the pages that payers
# return to:
${VARIABLES.publicUrl}=https://shop.example
${VARIABLES.successPage}=https://shop.example/success
${VARIABLES.failurePage}=https://shop.example/failure
${VARIABLES.cancelPage}=https://shop.example/cancel
# Only for a sandbox. Without it, orders go to NewPay:
# ${VARIABLES.baseUrl}=http://127.0.0.1:4010
`;
}
