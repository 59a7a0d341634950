/**
 * The exponential moving average, freed of the bias towards its start (Kingma and Ba 2015, §3): the weight of a value
 * falls by `weight` with every later one. Null stays null and is not remembered.
 * @param weight 0 leaves the values as they are; below 1
 */
export function smooth(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight <= 0) return [...values];
  let sum = 0;
  let power = 1;
  return values.map((value) => {
    if (value === null) return null;
    sum = weight * sum + (1 - weight) * value;
    power *= weight;
    return sum / (1 - power);
  });
}
