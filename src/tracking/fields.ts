/** The numbers of one row of a store, by where its layout says that they lie. Pages never move, so it stays good. */
export class Fields {
  protected readonly page: DataView;
  protected readonly at: number;

  /** The row that begins at `at` of the page. */
  constructor(page: DataView, at: number) {
    this.page = page;
    this.at = at;
  }

  /** Uint32. */
  number(field: number): number {
    return this.page.getUint32(this.at + field, true);
  }

  setNumber(field: number, value: number): void {
    this.page.setUint32(this.at + field, value, true);
  }

  /** Returns the sum. */
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

  /** Uint8. */
  octet(field: number): number {
    return this.page.getUint8(this.at + field);
  }

  setOctet(field: number, value: number): void {
    this.page.setUint8(this.at + field, value);
  }

  /** ns. */
  time(field: number): number {
    return this.page.getFloat64(this.at + field, true);
  }

  setTime(field: number, value: number): void {
    this.page.setFloat64(this.at + field, value, true);
  }
}
