import { Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/** Answers errors in JSON, as Nest does in an app without a filter. */
@Catch()
export class JsonErrorFilter extends BaseExceptionFilter {}
