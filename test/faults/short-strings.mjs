/** Loaded before the program: text of JSON.stringify() is at most `?most=N` characters long, as if V8's limit were there. */
const most = Number(new URL(import.meta.url).searchParams.get('most'));
const { stringify } = JSON;

JSON.stringify = (...values) => {
  const text = stringify(...values);
  if (text?.length > most) throw new RangeError('Invalid string length');
  return text;
};
