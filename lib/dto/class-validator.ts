/**
 * What the DTOs need of `class-validator`, without the 300 files that its index loads, among them all of
 * validator.js and libphonenumber. The rules are in the same storage: for the host, and for Nest's
 * `ValidationPipe`, the DTOs are classes of `class-validator` as any others. The files have the same names in
 * all versions that the peer range allows; a test looks for them.
 */
export { IsIn } from 'class-validator/cjs/decorator/common/IsIn.js';
export { IsOptional } from 'class-validator/cjs/decorator/common/IsOptional.js';
export { ValidateBy } from 'class-validator/cjs/decorator/common/ValidateBy.js';
export { Validator } from 'class-validator/cjs/validation/Validator.js';
export { getMetadataStorage } from 'class-validator/cjs/metadata/MetadataStorage.js';
