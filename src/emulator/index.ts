export { startEmulator } from './server.ts';
export type { Emulator, EmulatorOptions, RecordedCall } from './server.ts';
export type { Fault, FaultKind } from './faults.ts';
export type { Endpoint } from './routes.ts';
export type { AnswerShape } from './wire.ts';
export { AGENT_IDS, DEMO_AGENT_ID, EMULATOR_API_KEY } from './seed.ts';
export type { Message } from './world.ts';
