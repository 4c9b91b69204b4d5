// Draws the charts of a report from the data beside them. All words are in the data; Chart.js does the drawing.
window.labCharts = (() => {
  'use strict';
  const kShapes = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'cross'];
  const kDashes = [[], [8, 4], [2, 3], [12, 3, 2, 3], [5, 5], [1, 5]];
  const kPaper = { width: 680, height: 290, em: 12 };  // of a chart on a page, in CSS pixels
  const drawn = [];
  let onPaper = false;
  const of = (list, group) => list[group % list.length];

  // --- colours and type, as the style sheet has them now ---

  function colour(variable) {
    const probe = document.body.appendChild(document.createElement('span'));
    probe.style.color = `var(--${variable})`;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }
  const series = (group) => colour(`series-${group % 6}`);
  const withAlpha = (rgb, alpha) => rgb.replace('rgb(', 'rgba(').replace(')', `, ${alpha})`);
  const em = () => onPaper ? kPaper.em : parseFloat(getComputedStyle(document.documentElement).fontSize);

  // --- ticks: rough, since the values themselves are in words ---

  const kTime = [[1, 's'], [1e-3, 'ms'], [1e-6, 'us'], [1e-9, 'ns']];
  const kBytes = [[2 ** 30, ' GiB'], [2 ** 20, ' MiB'], [2 ** 10, ' KiB'], [1, ' B']];
  const short = (value) => Number(value.toPrecision(3)).toLocaleString('en-US');
  function scaled(value, steps) {
    const [size, name] = steps.find(([step]) => Math.abs(value) >= step * 0.9999) || steps[steps.length - 1];
    return value === 0 ? '0' : short(value / size) + name;
  }
  const kTicks = {
    per_second: (value) => `${short(value)}/s`,
    seconds: (value) => scaled(value, kTime),
    bytes: (value) => scaled(value, kBytes),
    count: short,
    share: (value) => `${short(100 * value)}%`,
    times: (value) => `${short(value)}x`,
  };

  // --- what Chart.js does not draw: intervals, values beside bars, events ---

  function whisker(ctx, across, from, to, at, cap) {
    const line = (a, b) => { ctx.moveTo(...a); ctx.lineTo(...b); };
    const put = (along, beside) => (across ? [along, beside] : [beside, along]);
    ctx.beginPath();
    line(put(from, at), put(to, at));
    for (const end of [from, to]) line(put(end, at - cap), put(end, at + cap));
    ctx.stroke();
  }

  function eachPoint(chart, visit) {
    chart.data.datasets.forEach((dataset, index) => {
      if (!chart.isDatasetVisible(index)) return;
      chart.getDatasetMeta(index).data.forEach((element, i) => visit(dataset.data[i], element, dataset));
    });
  }

  const whiskers = {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
      const across = chart.options.indexAxis === 'y';
      const axis = across ? chart.scales.x : chart.scales.y;
      const within = (value) => axis.getPixelForValue(Math.min(Math.max(value, axis.min), axis.max));
      const { ctx } = chart;
      ctx.save();
      ctx.strokeStyle = colour('ink');
      ctx.lineWidth = 1.5;
      eachPoint(chart, ({ lab }, element) => {
        if (lab.low === undefined) return;
        whisker(ctx, across, within(lab.low), within(lab.high), across ? element.y : element.x, em() / 4);
      });
      ctx.restore();
    },
  };

  const values = {
    id: 'values',
    afterDatasetsDraw(chart) {
      if (chart.options.indexAxis !== 'y') return;
      const { ctx, scales: { x } } = chart;
      ctx.save();
      ctx.font = `${0.78 * em()}px ${Chart.defaults.font.family}`;
      ctx.textBaseline = 'middle';
      ctx.fillStyle = colour('ink');
      eachPoint(chart, ({ lab }, element) => {
        const end = x.getPixelForValue(Math.min(Math.max(lab.y, lab.high ?? lab.y), x.max));
        ctx.fillText(lab.said, end + 0.45 * em(), element.y);
      });
      ctx.restore();
    },
  };

  const events = {
    id: 'events',
    afterDatasetsDraw(chart, _, { marks }) {
      const { ctx, chartArea, scales: { x } } = chart;
      ctx.save();
      ctx.font = `${0.78 * em()}px ${Chart.defaults.font.family}`;
      (marks || []).forEach((mark, index) => {
        const at = x.getPixelForValue(mark.x);
        const left = at > (chartArea.left + chartArea.right) / 2;
        ctx.strokeStyle = ctx.fillStyle = series(mark.group);
        ctx.setLineDash([4, 4]);
        ctx.beginPath();
        ctx.moveTo(at, chartArea.top);
        ctx.lineTo(at, chartArea.bottom);
        ctx.stroke();
        ctx.textAlign = left ? 'right' : 'left';
        ctx.fillText(mark.said, at + (left ? -1 : 1) * 0.4 * em(), chartArea.top + (1 + 1.2 * index) * em());
      });
      ctx.restore();
    },
  };

  // --- datasets ---

  function hatched(shade) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 8;
    const ctx = tile.getContext('2d');
    ctx.strokeStyle = shade;
    ctx.lineWidth = 2.5;
    for (const x of [-8, 0, 8]) {
      ctx.moveTo(x, 8);
      ctx.lineTo(x + 8, 0);
    }
    ctx.stroke();
    return ctx.createPattern(tile, 'repeat');
  }

  // Hollow is predicted, filled is measured, hatched is what else was: told apart without colours.
  function bar(line) {
    const predicted = line.role === 'predicted';
    const shade = predicted ? colour('faint') : series(line.group);
    const filled = line.group === 0 ? shade : hatched(shade);
    return {
      backgroundColor: predicted ? 'transparent' : filled,
      borderColor: shade,
      borderWidth: filled === shade && !predicted ? 0 : 2,
      borderSkipped: false,
      pointStyle: 'rect',
      maxBarThickness: 1.9 * em(),
    };
  }

  const kLines = {
    measured: { showLine: false, pointRadius: 6, fill: true },
    predicted: { borderWidth: 2, pointRadius: 9, fill: false },
    bound: { showLine: false, borderWidth: 2, pointRadius: 12, fill: false },
    formula: { borderWidth: 2, borderDash: [3, 4], pointRadius: 0, pointHoverRadius: 4 },
    over_time: { borderWidth: 2.5, pointRadius: 0, pointHoverRadius: 4 },
  };

  function curve(line) {
    const shade = series(line.group);
    const style = kLines[line.role];
    return {
      showLine: true,
      ...style,
      ...(line.role === 'over_time' ? { borderDash: of(kDashes, line.group) } : {}),
      borderColor: shade,
      backgroundColor: line.role === 'measured' ? shade : 'transparent',
      pointStyle: style.pointRadius ? of(kShapes, line.group) : 'line',
    };
  }

  function dataset(line, bars) {
    const point = bars
      ? (lab) => ({ x: lab.y, y: bars[lab.x], lab })
      : (lab) => ({ x: lab.x, y: lab.y, lab });
    return { label: line.name, data: line.points.map(point), ...(bars ? bar(line) : curve(line)) };
  }

  // --- axes ---

  // A label in lines that leave room for bars.
  function broken(label, width) {
    const lines = [''];
    for (const word of label.split(' ')) {
      const longer = `${lines[lines.length - 1]} ${word}`.trim();
      if (longer.length > width && lines[lines.length - 1]) lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines.length > 1 ? lines : label;
  }

  function extent(data) {
    const all = data.series.flatMap((line) => line.points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]));
    const positive = all.filter((value) => value > 0);
    return { least: Math.min(...positive), most: Math.max(...all) };
  }

  function valueAxis(data) {
    const { least, most } = extent(data);
    const logarithmic = data.logarithmic && least > 0;
    const whole = (value) => /^[12]?0*$|^5/.test(String(Number((value / 10 ** Math.floor(Math.log10(value))).toFixed(6))));
    return {
      type: logarithmic ? 'logarithmic' : 'linear',
      ...(logarithmic ? { suggestedMin: 10 ** Math.floor(Math.log10(least / 2)) } : { beginAtZero: true }),
      suggestedMax: most * (1 + 0.12 * data.events.length),  // what is said of events stands above the lines
      grid: { color: withAlpha(colour('faint'), 0.25) },
      ticks: {
        maxRotation: 0,
        autoSkipPadding: em(),
        ...(data.unit === 'bytes' && !logarithmic ? { stepSize: 2 ** Math.ceil(Math.log2(most / 8)) } : {}),
        callback: (value) => (logarithmic && !whole(value) ? null : kTicks[data.unit](value)),
      },
    };
  }

  function axes(data, narrow) {
    if (data.kind === 'bars') {
      const label = (_, index) => broken(data.bars[index], narrow ? 12 : 24);
      return { x: valueAxis(data), y: { type: 'category', labels: data.bars, grid: { display: false }, ticks: { callback: label, autoSkip: false } } };
    }
    const tick = data.kind === 'timeline' ? { callback: (value) => `${short(value)} s` } : {};
    if (data.x_logarithmic) tick.callback = (value) => (/^[125]0*(\.0+)?$/.test(String(value)) ? short(value) : null);
    return {
      x: { type: data.x_logarithmic ? 'logarithmic' : 'linear', title: { display: true, text: broken(data.x_label, narrow ? 34 : 90) }, grid: { display: false }, ticks: tick },
      y: valueAxis(data),
    };
  }

  function tooltip({ dataset: { label }, raw: { lab } }) {
    return `${label}: ${lab.said}${lab.interval ? ` (95 %: ${lab.interval})` : ''}`;
  }

  // Signs as they are in the chart, lines with their dashes.
  const kKeys = (bars) => ({ usePointStyle: true, pointStyleWidth: (bars ? 1.8 : 1.15) * em(), boxHeight: 0.75 * em() });
  function keys(chart) {
    return Chart.defaults.plugins.legend.labels.generateLabels(chart)
      .map((key) => ({ ...key, lineDash: chart.data.datasets[key.datasetIndex].borderDash, lineWidth: 2 }));
  }

  function configuration(data, width) {
    const bars = data.kind === 'bars';
    const type = bars ? 'bar' : 'scatter';
    return {
      type,
      data: { labels: bars ? data.bars : undefined, datasets: data.series.map((line) => dataset(line, bars && data.bars)) },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: bars ? 'y' : 'x',
        parsing: true,
        layout: { padding: { right: bars ? 5.2 * em() : 0.5 * em() } },
        scales: axes(data, width < 32 * em()),
        plugins: {
          legend: { position: 'top', align: 'start', labels: { ...kKeys(bars), generateLabels: keys } },
          tooltip: { callbacks: { label: tooltip } },
          events: { marks: data.events },
        },
      },
      plugins: [whiskers, values, events],
    };
  }

  // --- drawing ---

  // Each bar has room for its value in words; other charts are as high as the style sheet says.
  function size(frame, data) {
    const bars = `${(5 + data.bars.length * data.series.length * 1.7) * em()}px`;
    const others = onPaper ? `${kPaper.height}px` : '';
    frame.style.height = data.kind === 'bars' ? bars : others;
    frame.style.width = onPaper ? `${kPaper.width}px` : '';
  }

  function draw(entry) {
    if (entry.chart) entry.chart.destroy();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 0.8 * em();
    Chart.defaults.color = colour('ink');
    size(entry.frame, entry.data);
    entry.chart = new Chart(entry.frame.firstElementChild, configuration(entry.data, entry.frame.clientWidth));
  }

  function redraw() { drawn.forEach(draw); }

  document.querySelectorAll('figure.chart').forEach((figure) => {
    const frame = figure.querySelector('.canvas');
    frame.hidden = false;
    drawn.push({ frame, data: JSON.parse(figure.querySelector('script').textContent) });
  });

  // Paper is light, and as wide as it is.
  let theme;
  addEventListener('beforeprint', () => {
    theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = 'light';
    onPaper = true;
    redraw();
  });
  addEventListener('afterprint', () => {
    document.documentElement.dataset.theme = theme;
    onPaper = false;
    redraw();
  });

  return { redraw, charts: drawn };
})();
