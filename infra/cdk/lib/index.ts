export * from './parameters';
export * from './tidewaiter';
