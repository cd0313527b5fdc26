/** The numbers of one prober in the ProberStore, by the fields of keepalive/prober-layout.ts. */
import { Fields } from '../tracking/fields.ts';
import { GAVE_UP_TIME, PROBER_FLAGS, REST } from './prober-layout.ts';
import type { ProberStore } from './prober-store.ts';

export class ProberRow extends Fields {
  readonly store: ProberStore;
  readonly id: number;

  constructor(store: ProberStore, id: number) {
    super(store.page(id), store.at(id));
    this.store = store;
    this.id = id;
  }

  /** Uint32 of its rest. */
  rest(field: number): number {
    return this.store.numberOfRest(this.id, field);
  }

  setRest(field: number, value: number): void {
    const { rests } = this.store;
    const rest = this.store.ownRest(this.id);
    rests.page(rest).setUint32(rests.at(rest) + field, value, true);
  }

  addRest(field: number, by: number): void {
    this.setRest(field, this.rest(field) + by);
  }

  /** By which it gave up, ns. */
  get gaveUpTime(): number {
    const { rests } = this.store;
    const rest = this.number(REST);
    return rests.page(rest).getFloat64(rests.at(rest) + GAVE_UP_TIME, true);
  }

  set gaveUpTime(time: number) {
    const { rests } = this.store;
    const rest = this.store.ownRest(this.id);
    rests.page(rest).setFloat64(rests.at(rest) + GAVE_UP_TIME, time, true);
  }

  /** One of the PROBER_ flags. */
  is(flag: number): boolean {
    return (this.short(PROBER_FLAGS) & flag) !== 0;
  }

  setFlag(flag: number, wanted: boolean): void {
    const flags = this.short(PROBER_FLAGS);
    this.setShort(PROBER_FLAGS, wanted ? flags | flag : flags & ~flag);
  }
}
