// Sends spans to an OTLP/gRPC endpoint at a steady rate, four to a trace with eight attributes each, for a time, and says
// how many were sent and refused.
//
//   node load.mjs [--grpc http://localhost:18889] [--key API-KEY] [--rate 5000] [--seconds 30]

import { parseArgs } from 'node:util';
import { Metadata } from '@grpc/grpc-js';
import { context, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider } from '@opentelemetry/sdk-trace';

const { values: options } = parseArgs({
  options: {
    grpc: { type: 'string', default: 'http://localhost:18889' },
    key: { type: 'string', default: '' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '30' },
  },
});

const TICK_MS = 50;
const SPANS_PER_TRACE = 4;
const BATCH = 512;

const metadata = new Metadata();
if (options.key) metadata.set('x-otlp-api-key', options.key);
const exporter = new OTLPTraceExporter({ url: options.grpc, metadata });

// Not the SDK's batches, which drop spans when they fall behind: here nothing is dropped, and the end shows it.
const held = [];
const results = [];
const reasons = new Set();
const flush = all => {
  while (held.length >= (all ? 1 : BATCH)) {
    const batch = held.splice(0, BATCH);
    results.push(new Promise(done => exporter.export(batch, result => {
      if (result.error) reasons.add(result.error.message);
      done(result.error ? 0 : batch.length);
    })));
  }
};
const tracers = new TracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'load', 'service.instance.id': String(process.pid) }),
  spanProcessors: [{ onStart() {}, onEnd: span => held.push(span), forceFlush: async () => {}, shutdown: async () => {} }],
});
const tracer = tracers.getTracer('load.mjs');

let made = 0;
const makeTrace = () => {
  let parent = context.active();
  const spans = [];
  for (let i = 0; i < SPANS_PER_TRACE; i++) {
    const attributes = {
      'messaging.system': 'rabbitmq', 'messaging.operation.name': 'publish', 'messaging.destination.name': 'device.messages',
      'messaging.message.id': `message-${made}`, 'messaging.message.body.size': 512, 'server.address': 'localhost',
      'server.port': 5672, 'mosaic.device.id': `device-${made % 10000}`,
    };
    const span = tracer.startSpan(`step ${i}`, { kind: i === 0 ? SpanKind.SERVER : SpanKind.PRODUCER, attributes }, parent);
    parent = trace.setSpan(parent, span);
    spans.push(span);
    made++;
  }

  for (const span of spans.reverse()) span.end();
};

const began = performance.now();
const seconds = Number(options.seconds);
while (performance.now() - began < seconds * 1000) {
  const due = Math.floor(((performance.now() - began) / 1000) * Number(options.rate));
  while (made < due) makeTrace();
  flush(false);
  await new Promise(tick => setTimeout(tick, TICK_MS));
}

flush(true);
const taken = (await Promise.all(results)).reduce((sum, count) => sum + count, 0);
const took = (performance.now() - began) / 1000;
await exporter.shutdown();
for (const reason of reasons) console.error(reason);
console.log(`${made} spans in ${took.toFixed(1)} s, ${Math.round(taken / took)} a second; ${made - taken} not taken`);
process.exitCode = made === taken ? 0 : 1;
