// A parcel from order to 899, in Node, with @connectrpc/connect-node over JSON.
//
//     cd examples/node && npm ci
//     tongguan serve --ephemeral                     # in another terminal
//     node parcel.mjs 127.0.0.1:50053                # the address under "json" in the ready line
//
// The messages come from proto/, compiled by buf when the program starts; a project of yours would generate code once, with
// buf or protoc. The documents are those of examples/documents. Each run is in a sandbox of its own, so the same documents
// are new again.

import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createFileRegistry, fromBinary, fromJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport } from "@connectrpc/connect-node";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const image = execFileSync(here("node_modules/.bin/buf"), ["build", here("../../proto"), "-o", "-"], { maxBuffer: 16 << 20 });
const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));

const baseUrl = `http://${process.argv[2] ?? "127.0.0.1:50053"}`;
// TONGGUAN_API_KEY holds a key, where the server asks for one (docs/identity.md).
const key = process.env.TONGGUAN_API_KEY;
const withKey = (next) => (call) => (key && call.header.set("authorization", `Bearer ${key}`), next(call));
const transport = createConnectTransport({
  baseUrl, httpVersion: "1.1", useBinaryFormat: false, jsonOptions: { registry }, interceptors: [withKey],
});
const intake = createClient(registry.getService("tongguan.intake.v1.DeclarationIntake"), transport);
const exchange = createClient(registry.getService("tongguan.exchange.v1.ClearanceExchange"), transport);
const sandbox = `node-${randomUUID()}`;

// The papers go together; the goods arrive when those are reviewed, and leave when they are released.
const papers = ["1-303-order", "2-403-payment", "3-505-waybill", "4-603-declaration"];
for (const names of [papers, ["5-507-arrival"], ["6-509-departure"]]) {
  const request = {
    sandbox,
    documents: names.map((name) => JSON.parse(readFileSync(here(`../documents/${name}.json`), "utf8"))),
    settle: true, // the answer comes when nothing more happens by itself
    outcome: "OUTCOME_RELEASE", // and nothing is left to chance
  };
  const message = fromJson(registry.getMessage("tongguan.intake.v1.SubmitDocumentsRequest"), request);
  for (const { result } of (await intake.submitDocuments(message)).results) {
    if (result.case === "refused") throw new Error(`refused: ${result.value.reason}: ${result.value.hint}`);
  }
}

const { receipts } = await exchange.listReceipts({ sandbox, pageSize: 500 });
for (const told of receipts) {
  console.log(`#${told.documentId} ${String(told.returnCode).padStart(4)} ${told.meaningZh} ${told.meaning}`);
}
if (!receipts.some((told) => told.returnCode === 899)) throw new Error("the parcel has not left");
