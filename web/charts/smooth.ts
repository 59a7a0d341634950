/**
 * The exponential moving average that TensorBoard draws, without its bias towards zero at the start:
 *
 *   m₀ = 0,   mₙ = w·mₙ₋₁ + (1 − w)·xₙ,   smoothedₙ = mₙ ⁄ (1 − wⁿ)
 *
 * `weight` w is 0 (nothing changes) to below 1. What is no finite number takes no part and stays as it is, and a
 * constant series stays exactly constant. Of a sampled curve the samples are smoothed. Source:
 * tensorboard/webapp/widgets/line_chart_v2/data_transformer.ts (`classicSmoothing`); the correction of the bias is that
 * of Adam, https://arxiv.org/abs/1412.6980 §3.
 */
export function smooth(values: readonly (number | null)[], weight: number): readonly (number | null)[] {
  const finite = values.filter((value) => value !== null && Number.isFinite(value));
  if (weight === 0 || finite.every((value) => value === finite[0])) return values;
  let mean = 0;
  let rest = 1;
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return value;
    mean = weight * mean + (1 - weight) * value;
    rest *= weight;
    return mean / (1 - rest);
  });
}
