// Drives a server with clients that are not ours, made from the descriptors alone.
//
//     node judge.mjs ADDRESS calls|stop connect-json|connect-proto|grpc-web
//
// `descriptors.bin` (a FileDescriptorSet) and `declaration.json` lie beside it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createFileRegistry, fromBinary, fromJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-node";

const [address, what, protocol] = process.argv.slice(2);
const beside = (name) => readFileSync(new URL(name, import.meta.url));
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, beside("descriptors.bin")));

const options = { baseUrl: `http://${address}`, httpVersion: "1.1", jsonOptions: { registry } };
const transport = {
  "connect-json": () => createConnectTransport({ ...options, useBinaryFormat: false }),
  "connect-proto": () => createConnectTransport({ ...options, useBinaryFormat: true }),
  "grpc-web": () => createGrpcWebTransport({ ...options, useBinaryFormat: true }),
}[protocol]();
const client = (name) => createClient(registry.getService(name), transport);

const intake = client("tongguan.intake.v1.DeclarationIntake");
const exchange = client("tongguan.exchange.v1.ClearanceExchange");
const control = client("tongguan.sandbox.v1.SandboxControl");
const sandbox = { headers: { "x-sandbox": protocol } };

/** Asks for a document by its number. */
const byId = (value) => ({ key: { key: { case: "documentId", value } } });

/** The error with which a call ends. */
async function refused(call) {
  try {
    await call();
  } catch (error) {
    return ConnectError.from(error);
  }
  assert.fail("the call was not refused");
}

/** The named reason among the details, which need no descriptor to be read. */
const reason = (error) => error.details.map((detail) => detail.debug?.reason ?? bytesReason(detail)).find(Boolean);

/** ErrorInfo has its reason in field 1. */
function bytesReason(detail) {
  if (detail.type !== "google.rpc.ErrorInfo") return undefined;
  return Buffer.from(detail.value.subarray(2, 2 + detail.value[1])).toString();
}

/** The declaration as a message, perhaps with other fields. */
function declaration(requestId, more = {}) {
  const json = JSON.parse(beside("declaration.json"));
  const request = { ...json, request_id: requestId, declaration: { ...json.declaration, ...more } };
  return fromJson(registry.getMessage("tongguan.intake.v1.SubmitDeclarationRequest"), request);
}

async function calls() {
  const made = await control.createSandbox({ name: protocol, seed: 7n });
  assert.equal(made.sandbox.seed, 7n);

  const accepted = await intake.submitDeclaration(declaration("1"), sandbox);
  assert.equal(accepted.declaration.returnCode, 2);
  const there = await intake.getDocument(byId(accepted.declaration.documentId), sandbox);
  assert.ok(there.toString());
  assert.equal((await intake.listDocuments({}, sandbox)).documents.length, 1);
  assert.equal((await intake.listDocuments({})).documents.length, 0, "another sandbox");

  const duplicate = await refused(() => intake.submitDeclaration(declaration("2"), sandbox));
  assert.deepEqual([duplicate.code, reason(duplicate)], [Code.AlreadyExists, "DUPLICATE"]);

  const faulty = await refused(() => intake.submitDeclaration(declaration("3", { country: "XXX" }), sandbox));
  assert.deepEqual([faulty.code, reason(faulty)], [Code.InvalidArgument, "FAULTS"]);
  const [told] = faulty.findDetails(registry.getMessage("tongguan.document.v1.Refused"));
  assert.equal(told.faults[0].faults[0].code, "COUNTRY_UNKNOWN");

  const missing = await refused(() => intake.getDocument(byId(99n), sandbox));
  assert.deepEqual([missing.code, reason(missing)], [Code.NotFound, "NOT_FOUND"]);

  const large = await refused(() => control.createSandbox({ name: "x".repeat(600 * 1024) }));
  assert.deepEqual([large.code, reason(large)], [Code.ResourceExhausted, "MESSAGE_TOO_LARGE"]);

  // Two receipts, and away: the client leaves the stream open until it is told.
  const seen = [];
  const enough = new AbortController();
  for await (const { receipt } of exchange.watchReceipts({}, { ...sandbox, signal: enough.signal })) {
    seen.push(receipt.returnCode);
    if (seen.length === 2) break;
  }
  enough.abort();
  assert.deepEqual(seen, [2, 3]);
  const away = new AbortController();
  setTimeout(() => away.abort(), 200);
  const quiet = { headers: { "x-sandbox": "nobody" }, signal: away.signal };
  const aborted = await refused(async () => {
    for await (const _ of exchange.watchReceipts({}, quiet)) assert.fail("nobody sends anything");
  });
  assert.equal(aborted.code, Code.Canceled);

  const cursor = await refused(async () => {
    for await (const _ of exchange.watchReceipts({ cursor: "x" }, sandbox)) assert.fail("there is no such cursor");
  });
  assert.deepEqual([cursor.code, reason(cursor)], [Code.InvalidArgument, "CURSOR_INVALID"]);

  // Many calls over connections that are kept.
  const many = Array.from({ length: 200 }, () => intake.listDocuments({}, { ...sandbox, timeoutMs: 20_000 }));
  assert.ok((await Promise.all(many)).every((answer) => answer.documents.length === 1));
  console.log("all as expected");
}

async function stop() {
  const headers = { "x-sandbox": protocol };
  const error = await refused(async () => {
    let first = true;
    for await (const _ of exchange.watchReceipts({}, { headers })) {
      if (first) console.log("watching");
      first = false;
    }
  });
  console.log(Code[error.code].toLowerCase(), reason(error));
}

await { calls, stop }[what]();
