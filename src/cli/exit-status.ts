/** EX_SOFTWARE of sysexits.h: the fault is ours. */
export const FAULT_OF_OURS = 70;
