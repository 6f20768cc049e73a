import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pem } from '../../../tee/quote-verifier/testing/synthetic-pki.js';
import type { SyntheticPlatform } from '../../../tee/quote-verifier/testing/synthetic-platform.js';

type Served = { headers: Record<string, string>; body: Buffer };

export type CollateralServer = { url: string; answers: Map<string, Served>; close: () => void };

/** Tests only: collateral at Intel's paths, as Intel has it: chains in headers, documents as they were signed. */
export const startCollateralServer = async (platform: SyntheticPlatform): Promise<CollateralServer> => {
  const all = platform.collateral();
  const chain = (header: string, value: string) => ({ [header]: encodeURIComponent(value) });
  const document = (name: string, text: string, signature: string): Buffer =>
    Buffer.from(`{"${name}":${text},"signature":"${signature}"}`);
  const answers: CollateralServer['answers'] = new Map([
    [
      '/sgx/certification/v4/pckcrl?ca=platform&encoding=der',
      {
        headers: chain('sgx-pck-crl-issuer-chain', pem(platform.pckCa, platform.root)),
        body: Buffer.from(all.pck_crl, 'hex'),
      },
    ],
    ['/sgx/certification/v4/rootcacrl', { headers: {}, body: Buffer.from(all.root_ca_crl) }],
    [
      '/tdx/certification/v4/tcb?fmspc=b0c06f000000',
      {
        headers: chain('tcb-info-issuer-chain', all.tcb_info_issuer_chain),
        body: document('tcbInfo', all.tcb_info, all.tcb_info_signature),
      },
    ],
    [
      '/tdx/certification/v4/qe/identity',
      {
        headers: chain('sgx-enclave-identity-issuer-chain', all.qe_identity_issuer_chain),
        body: document('enclaveIdentity', all.qe_identity, all.qe_identity_signature),
      },
    ],
  ]);
  const server = createServer((request, response) => {
    const { headers, body } = answers.get(request.url ?? '') ?? {};
    response.writeHead(body ? 200 : 404, headers ?? {}).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, answers, close };
};
