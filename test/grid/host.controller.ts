import { Body, Controller, Get, Post } from '@nestjs/common';
import { IsString } from 'class-validator';

export class EchoDto {
  @IsString()
  text!: string;
}

/** The host's own routes, which show how it affects all routes. */
@Controller()
export class HostController {
  @Get('ping')
  ping(): { pong: boolean } {
    return { pong: true };
  }

  @Get('fault')
  fault(): never {
    throw new Error('a fault of the host');
  }

  @Post('echo')
  echo(@Body() { text }: EchoDto): EchoDto {
    return { text };
  }
}
