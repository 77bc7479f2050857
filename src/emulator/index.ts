export { startEmulator } from './server.ts';
export type { Emulator } from './server.ts';
export type { EmulatorOptions } from './options.ts';
export type { RecordedCall } from './control.ts';
export type { Fault, FaultKind } from './faults.ts';
export type { Endpoint } from './routes.ts';
export type { ResponseShape } from './wire.ts';
export { AGENT_IDS, DEMO_AGENT_ID, EMULATOR_API_KEY } from './seed.ts';
export type { Message } from './model.ts';
