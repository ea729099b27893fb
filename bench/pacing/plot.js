const WIDTH = 720
const HEIGHT = 150
const MARGIN = {bottom: 30, left: 70, right: 15, top: 26}

/** How many points a line has at most: what the eye can tell apart, in small files. */
const POINTS = 360

/**
 * Panels below each other over the same time, as SVG.
 *
 * @param title what it shows
 * @param panels each with a title, and lines of a colour, a name and values second by second
 */
export function plot(title, panels) {
  const step = HEIGHT + MARGIN.top + MARGIN.bottom
  const height = panels.length * step + 24
  const seconds = Math.max(...panels.flatMap(({lines}) => lines.map(({values}) => values.length)))
  const drawn = panels.map((panel, index) => drawPanel(panel, 24 + index * step + MARGIN.top, seconds))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${WIDTH / 2}" y="16" text-anchor="middle" font-size="13">${title}</text>
${drawn.join('\n')}
</svg>
`
}

function drawPanel({lines, title}, top, seconds) {
  const right = WIDTH - MARGIN.right
  const bottom = top + HEIGHT
  const most = roundUp(Math.max(...lines.flatMap(({values}) => values.map(Number))))
  const x = (second) => MARGIN.left + (second / seconds) * (right - MARGIN.left)
  const y = (value) => bottom - (value / most) * HEIGHT
  const marks = [0, 0.5, 1].map(
    (share) =>
      `<path d="M${MARGIN.left} ${y(share * most)}H${right}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${y(share * most) + 4}" text-anchor="end">${(share * most).toLocaleString('en')}</text>`,
  )
  const every = roundUp(seconds / 8)
  const times = Array.from({length: Math.floor(seconds / every) + 1}, (_, index) => index * every).map(
    (second) =>
      `<text x="${x(second)}" y="${bottom + 15}" text-anchor="middle">${second.toLocaleString('en')} s</text>`,
  )
  const paths = lines.map(
    ({color, values}) =>
      `<path d="${thinned(values)
        .map(([second, value], index) => `${index === 0 ? 'M' : 'L'}${x(second).toFixed(1)} ${y(value).toFixed(1)}`)
        .join('')}" fill="none" stroke="${color}"/>`,
  )
  const names = lines.map(({color, name}) => `<tspan fill="${color}" dx="8">${name}</tspan>`)
  return `<text x="${MARGIN.left}" y="${top - 8}">${title}: ${names.join('')}</text>
${[...marks, ...times, ...paths].join('\n')}`
}

/** The next of 1, 2, 5, 10, 20, 50 and so on. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-6)))
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= value - 1e-9)
}

/** Few enough points, each the highest of those that it stands for. */
function thinned(values) {
  const size = Math.ceil(values.length / POINTS)
  return Array.from({length: Math.ceil(values.length / size)}, (_, index) => {
    const from = index * size
    return [from, Math.max(...values.slice(from, from + size))]
  })
}
