/** The middle of some values, with the quarter below and the quarter above: `{median, low, high}`. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
  return {high: at(0.75), low: at(0.25), median: at(0.5)}
}

/** The straight line through points that misses them least, as `{intercept, slope}`. */
export function fit(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)]
  const slope = mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2)
  return {intercept: y - slope * x, slope}
}
