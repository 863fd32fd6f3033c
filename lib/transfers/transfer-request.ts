import { checkInput, type InputType } from '../dto/check-input.js';
import { CreateTransferDto } from '../dto/create-transfer.dto.js';
import { amountToSend } from '../dto/rules/amount.rule.js';
import { NewPayValidationError } from '../errors/index.js';

const TRANSFER: InputType<CreateTransferDto> = {
  subject: 'transfer',
  Dto: CreateTransferDto,
};

/**
 * The parameters of a transfer (protocol 9.2), without those common to every call. They are sent as they
 * were checked.
 *
 * @throws {NewPayValidationError} listing every rule that the transfer breaks
 */
export function transferRequest(input: CreateTransferDto): Required<CreateTransferDto> {
  const { copy: transfer, violations } = checkInput(TRANSFER, input);
  if (violations.length > 0) {
    throw new NewPayValidationError('transfer', violations);
  }
  const { revFundAccountId, orderAmt, currency, orderDesc } = transfer;
  return { revFundAccountId, orderAmt: amountToSend(orderAmt, currency), currency, orderDesc };
}
