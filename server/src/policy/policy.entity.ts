import { defineEntity, p } from '@mikro-orm/core';
import { id, stroops, utc } from '../db/columns.js';

export type ReservationState = 'RESERVED' | 'SPENT' | 'FREED';

const schema = defineEntity({
  name: 'Reservation',
  tableName: 'reservations',
  uniques: [{ properties: ['transactionId', 'asset'] }],
  indexes: [{ properties: ['userId', 'at'] }],
  properties: {
    id: id().primary(),
    userId: id(),
    accountId: id(),
    transactionId: id(),
    network: p.string().length(10).$type<'LOCAL' | 'TESTNET' | 'MAINNET'>(),
    asset: p.string().length(80),
    amount: stroops(),
    /** Worth at the price the transaction was signed at; never revalued. */
    valueUsd: stroops().nullable(),
    state: p.string().length(10).$type<ReservationState>(),
    at: utc(),
    settledAt: utc().nullable(),
  },
});

/** Part of a cap that one signed transaction may use up. RESERVED and SPENT count, FREED does not. */
export class Reservation extends schema.class {}
schema.setClass(Reservation);

export const policyEntities = [Reservation];
