// The same call by k6. What is asked for comes from the environment; benches/peers/run.py sets it.
import exec from 'k6/execution';
import grpc from 'k6/net/grpc';

const PATTERN = '77777777';
const client = new grpc.Client();
client.load([__ENV.PROTO], 'tongguan/intake/v1/intake.proto');
const message = open(__ENV.MESSAGE);

const open_model = {
  executor: 'constant-arrival-rate',
  rate: Number(__ENV.RATE),
  timeUnit: '1s',
  preAllocatedVUs: Number(__ENV.USERS),
  maxVUs: Number(__ENV.MOST_USERS || __ENV.USERS),
};
const closed_model = { executor: 'constant-vus', vus: Number(__ENV.USERS) };
const model = __ENV.MODEL === 'open' ? open_model : closed_model;

export const options = {
  scenarios: { parcels: { ...model, duration: `${__ENV.SECONDS}s`, gracefulStop: '30s' } },
  summaryTrendStats: ['med', 'p(99)', 'max'],
};

let connected = false;

export default function () {
  if (!connected) {
    client.connect(__ENV.SERVER, { plaintext: true, timeout: '30s' });
    connected = true;
  }
  const number = String(exec.scenario.iterationInTest + 1).padStart(PATTERN.length, '0');
  const request = JSON.parse(message.replaceAll(PATTERN, number));
  const answer = client.invoke('tongguan.intake.v1.DeclarationIntake/SubmitDocuments', request, {
    metadata: { 'x-sandbox': 'peers' },
    timeout: '30s',
  });
  if (answer.status !== grpc.StatusOK) {
    throw new Error(`${answer.status} ${JSON.stringify(answer.error)}`);
  }
}

export function handleSummary(data) {
  const { iterations, grpc_req_duration: took, dropped_iterations: dropped } = data.metrics;
  const of = (trend) => (trend ? trend.values : { med: 0, 'p(99)': 0, max: 0 });
  const told = {
    starts: iterations ? iterations.values.count : 0,
    missed: dropped ? dropped.values.count : 0,
    p50: of(took).med,
    p99: of(took)['p(99)'],
    max: of(took).max,
  };
  return { [__ENV.REPORT]: JSON.stringify(told) };
}
