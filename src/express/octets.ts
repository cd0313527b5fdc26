/** Numbers of the wire, in network order. */

@inline
export function u8at(at: usize): u32 {
  return <u32>load<u8>(at);
}

@inline
export function u16at(at: usize): u32 {
  return <u32>bswap<u16>(load<u16>(at));
}

@inline
export function i32at(at: usize): i32 {
  return bswap<i32>(load<i32>(at));
}
