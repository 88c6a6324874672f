/** A chart of figures over days. What it shows stands in a table, too: a picture has no words for screen readers. */
import { language } from '../../pages/assets/texts.js';

let library;

/** Loads the library when the first chart is drawn. */
function load() {
  library ??= new Promise((resolve, reject) => {
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = new URL('./uPlot.min.css', import.meta.url).href;
    const script = document.createElement('script');
    script.src = new URL('./uPlot.iife.min.js', import.meta.url).href;
    script.onload = () => resolve(globalThis.uPlot);
    script.onerror = reject;
    document.head.append(style, script);
  });
  return library;
}

const DASHES = [[], [8, 4], [2, 3], [12, 3, 2, 3]];

/**
 * Draws lines into an element: `days` are dates, `lines` are `{label, color, values}`, where `color` names a colour of the
 * page's style. It is drawn anew when the window or the colours change, until the signal.
 */
export async function chart(element, { days, lines }, signal) {
  const Plot = await load();
  if (signal.aborted || !element.isConnected) {
    return;
  }
  let plot;
  const draw = () => {
    if (!element.isConnected) {
      return;
    }
    plot?.destroy();
    const style = getComputedStyle(element);
    const color = (name) => style.getPropertyValue(`--${name}`).trim();
    const axis = { stroke: color('faint'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line'), width: 1 }, font: '12px system-ui, sans-serif' };
    const short = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: 'UTC' });
    const digits = new Intl.NumberFormat(language, { notation: 'compact' });
    plot = new Plot(
      {
        width: element.clientWidth,
        height: 260,
        tzDate: (seconds) => Plot.tzDate(new Date(seconds * 1000), 'UTC'),
        legend: { show: false },
        cursor: { drag: { x: false, y: false } },
        scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.05)] } },
        axes: [
          { ...axis, values: (_, ticks) => ticks.map((tick) => (tick % 86400 ? '' : short.format(new Date(tick * 1000)))) },
          { ...axis, size: 56, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? digits.format(tick) : '')) },
        ],
        series: [{}, ...lines.map((line, at) => ({ label: line.label, stroke: color(line.color), width: 2, dash: DASHES[at], points: { show: days.length < 40 } }))],
      },
      [days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000), ...lines.map((line) => line.values)],
      element,
    );
  };
  draw();
  const sizes = new ResizeObserver(() => plot && plot.width !== element.clientWidth && draw());
  sizes.observe(element);
  const colors = matchMedia('(prefers-color-scheme: dark)');
  colors.addEventListener('change', draw);
  signal.addEventListener('abort', () => {
    sizes.disconnect();
    colors.removeEventListener('change', draw);
    plot?.destroy();
  });
}
