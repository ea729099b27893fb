const WIDTH = 480
const HEIGHT = 180
const MARGIN = {bottom: 34, left: 64, right: 20, top: 34}

/** Time and memory against the number of packages, both axes of time logarithmic, as SVG. */
export function plotGrowth(measured) {
  const height = 2 * (HEIGHT + MARGIN.top + MARGIN.bottom)
  const decades = measured.map(({packages}) => Math.log10(packages))
  const x = scale([Math.min(...decades), Math.max(...decades)], [MARGIN.left, WIDTH - MARGIN.right])
  const seconds = measured.map((it) => Math.log10(it.seconds))
  const panels = [
    {
      label: (value) => `${(10 ** value).toFixed(1)} s`,
      range: [Math.min(...seconds), Math.max(...seconds)],
      title: 'Time, logarithmic',
      values: seconds,
    },
    {
      label: (value) => `${Math.round(value)} MB`,
      range: [0, Math.max(...measured.map(({megabytes}) => megabytes)) * 1.2],
      title: 'Peak memory',
      values: measured.map(({megabytes}) => megabytes),
    },
  ]
  const drawn = panels.map(({label, range, title, values}, index) => {
    const top = index * (HEIGHT + MARGIN.top + MARGIN.bottom) + MARGIN.top
    const y = scale(range, [top + HEIGHT, top])
    const points = values.map((value, at) => [x(decades[at]), y(value)])
    return [
      `<text x="${MARGIN.left}" y="${top - 12}">${title}, by the number of packages</text>`,
      ...range.map(
        (value) =>
          `<path d="M${MARGIN.left} ${y(value)}H${WIDTH - MARGIN.right}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${y(value) + 4}" text-anchor="end">${label(value)}</text>`,
      ),
      `<polyline points="${points.map((point) => point.map((it) => it.toFixed(1)).join(',')).join(' ')}" fill="none" stroke="#0868ac"/>`,
      ...points.map(([left, down]) => `<circle cx="${left.toFixed(1)}" cy="${down.toFixed(1)}" r="3" fill="#0868ac"/>`),
      ...measured.map(
        ({packages}, at) =>
          `<text x="${x(decades[at])}" y="${top + HEIGHT + 16}" text-anchor="middle">${packages.toLocaleString('en')}</text>`,
      ),
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
${drawn.join('\n')}
</svg>
`
}

function scale([from, to], [low, high]) {
  return (value) => low + ((value - from) / (to - from || 1)) * (high - low)
}
