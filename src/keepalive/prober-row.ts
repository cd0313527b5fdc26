/** The numbers of one prober in the ProberStore, by the fields of keepalive/prober-layout.ts. */
import { GAVE_UP_TIME, PROBER_FLAGS, REST } from './prober-layout.ts';
import type { ProberStore } from './prober-store.ts';

export class ProberRow {
  readonly store: ProberStore;
  readonly id: number;
  private readonly at: number;

  constructor(store: ProberStore, id: number) {
    this.store = store;
    this.id = id;
    this.at = store.at(id);
  }

  /** Uint32. */
  number(field: number): number {
    return this.page.getUint32(this.at + field, true);
  }

  setNumber(field: number, value: number): void {
    this.page.setUint32(this.at + field, value, true);
  }

  add(field: number, by: number): number {
    const sum = this.number(field) + by;
    this.setNumber(field, sum);
    return sum;
  }

  /** Int32. */
  word(field: number): number {
    return this.page.getInt32(this.at + field, true);
  }

  setWord(field: number, value: number): void {
    this.page.setInt32(this.at + field, value, true);
  }

  /** Uint16. */
  short(field: number): number {
    return this.page.getUint16(this.at + field, true);
  }

  setShort(field: number, value: number): void {
    this.page.setUint16(this.at + field, value, true);
  }

  /** ns. */
  time(field: number): number {
    return this.page.getFloat64(this.at + field, true);
  }

  setTime(field: number, value: number): void {
    this.page.setFloat64(this.at + field, value, true);
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

  private get page(): DataView {
    return this.store.page(this.id);
  }
}
